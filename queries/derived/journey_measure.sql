-- How far the people of a layer have got, by the day of their first assessment and by its place.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
SELECT {layer:UInt64}, scope, one.1 AS measure, key, day, day, one.2 AS number, one.3 AS records_x
FROM
(
    SELECT
        at.1 AS scope, at.2 AS key, first_day AS day,
        [
            ('assessed', sum(sign), groupBitXor(person)),
            ('referred', sumIf(sign, step >= 1), groupBitXorIf(person, step >= 1)),
            ('attended', sumIf(sign, step >= 2), groupBitXorIf(person, step >= 2)),
            ('reassessed', sumIf(sign, step >= 3), groupBitXorIf(person, step >= 3)),
            ('progressed', sumIf(sign, step >= 4), groupBitXorIf(person, step >= 4))
        ] AS measures
    FROM derived_journey AS j
    LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = j.territory
    ARRAY JOIN arrayConcat(
        [('total', ''), ('territory', toString(territory_key))],
        arrayMap(area -> ('area', toString(area)), a.areas)) AS at
    WHERE j.layer = {layer:UInt64} AND next_day = toDate('2149-06-06')
    GROUP BY scope, key, day
)
ARRAY JOIN measures AS one
WHERE number != 0 OR records_x != 0

-- What became of people's levels by days, in a layer, by place.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
SELECT
    {layer:UInt64}, scope, one.1 AS measure, key, if(measure = 'due', toDate('2149-06-01'), latest) AS day,
    turn.1 AS since, sum(turn.2 * one.2) AS number, groupBitXor(one.3) AS records_x
FROM
(
    WITH
        day >= first_day + 14 AS again,
        -- An outcome is known from the day after it, that a person is due from the 14th day after the first.
        [(day, again AND level > first_level, again AND level = first_level, again AND level < first_level, false),
            (greatest(day, first_day + 13), false, false, false, true)] AS outcomes
    SELECT
        at.1 AS scope, at.2 AS key, day AS latest,
        outcome.1 AS enters, next_day AS leaves,
        [
            ('higher', sumIf(sign, outcome.2), groupBitXorIf(person, outcome.2)),
            ('same', sumIf(sign, outcome.3), groupBitXorIf(person, outcome.3)),
            ('lower', sumIf(sign, outcome.4), groupBitXorIf(person, outcome.4)),
            ('due', sumIf(sign, outcome.5), groupBitXorIf(person, outcome.5))
        ] AS measures
    FROM derived_assessment AS p
    LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = p.territory
    ARRAY JOIN
        arrayConcat(
            [('total', ''), ('territory', toString(territory_key))],
            arrayMap(area -> ('area', toString(area)), a.areas)) AS at
    ARRAY JOIN outcomes AS outcome
    WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND first_level < 4 AND (again OR outcome.5) AND enters < leaves
    GROUP BY scope, key, latest, enters, leaves
)
ARRAY JOIN measures AS one
ARRAY JOIN [(enters, 1), (leaves, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY scope, measure, key, day, since
HAVING number != 0 OR records_x != 0

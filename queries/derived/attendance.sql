-- Help given to the public by days, in a layer: participations and minutes.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
SELECT {layer:UInt64}, scope, one.1 AS measure, key, day, day, one.2 AS number, one.3 AS records_x
FROM
(
    SELECT
        at.1 AS scope, at.2 AS key, day,
        [
            ('named', sumIf(sign, person != 0), groupBitXorIf(record, person != 0)),
            ('participants', sum(sign * toInt64(participants)), groupBitXor(all_x)),
            ('newcomers', sum(sign * (toInt64(participants) - returning)), groupBitXor(new_x)),
            ('named_minutes', sumIf(sign * toInt64(minutes), person != 0), 0),
            ('other_minutes', sum(sign * toInt64(minutes) * participants), 0)
        ] AS measures
    FROM
    (
        SELECT
            *,
            -- Each anonymous participation has a record key of its own; those who had come before are the last of an attendance.
            arrayMap(n -> sipHash64(record, n), range(participants)) AS keys,
            arrayReduce('groupBitXor', keys) AS all_x,
            arrayReduce('groupBitXor', arraySlice(keys, 1, participants - returning)) AS new_x
        FROM derived_event
        WHERE layer = {layer:UInt64} AND kind = 'attendance' AND audience = 'public'
    ) AS e
    LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
    ARRAY JOIN arrayConcat(
        [('total', ''), ('territory', toString(territory_key)), ('format', toString(format))],
        arrayMap(area -> ('area', toString(area)), a.areas),
        arrayMap(service -> ('service', toString(service)), if(empty(services), ['unknown'], services))) AS at
    GROUP BY scope, key, day
)
ARRAY JOIN measures AS one
WHERE number != 0 OR records_x != 0

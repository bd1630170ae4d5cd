-- Help given to the public, in a layer: participations and minutes.
INSERT INTO derived_attendance
(
    layer, scope, key, month, known_from, known_until, named, participants, participants_x, newcomers, newcomers_x, named_minutes, other_minutes
)
SELECT
    {layer:UInt64}, at.1 AS scope, at.2 AS key, toStartOfMonth(day) AS month, month, toDate('2149-06-06'),
    sumIf(sign, person != 0),
    sum(sign * toInt64(e.participants)),
    groupBitXor(all_x),
    sum(sign * (toInt64(e.participants) - returning)),
    groupBitXor(new_x),
    sumIf(sign * toInt64(e.minutes), person != 0),
    sum(sign * toInt64(e.minutes) * e.participants)
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
    [('total', ''), ('territory', toString(territory_key)), ('structure', toString(e.structure)), ('format', toString(format))],
    arrayMap(area -> ('area', toString(area)), a.areas),
    arrayMap(service -> ('service', toString(service)), if(empty(services), ['unknown'], services))) AS at
GROUP BY scope, key, month

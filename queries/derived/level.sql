-- People by the level of their last assessment by days, in a layer, by place and by what that assessment said.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
SELECT
    {layer:UInt64}, at.1 AS scope, ['unable', 'beginner', 'intermediate', 'autonomous'][level] AS measure, at.2 AS key, toDate('2149-06-01'),
    turn.1 AS since, sum(turn.2 * sign) AS number, groupBitXor(person) AS records_x
FROM derived_assessment AS p
LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = p.territory
ARRAY JOIN arrayConcat(
    [
        ('total', ''), ('territory', toString(territory_key)),
        ('connects', if(connects = '', 'unknown', toString(connects))),
        ('offline_reason', if(offline_reason = '', 'unknown', toString(offline_reason)))
    ],
    arrayMap(area -> ('area', toString(area)), a.areas),
    arrayMap(one -> ('equipment', toString(one)), multiIf(NOT equipment_known, ['unknown'], empty(equipment), ['none'], equipment)),
    arrayMap(one -> ('barrier', toString(one)), if(empty(barriers), ['unknown'], barriers))) AS at
ARRAY JOIN [(day, 1), (next_day, -1)] AS turn
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND day < next_day AND since < toDate('2149-06-01')
GROUP BY scope, level, key, since
HAVING number != 0 OR records_x != 0

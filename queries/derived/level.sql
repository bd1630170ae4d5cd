-- People by the level of their last assessment, in a layer, by place and by what that assessment said.
INSERT INTO derived_level (layer, scope, key, level, known_from, known_until, persons, persons_x)
SELECT
    {layer:UInt64}, at.1 AS scope, at.2 AS key, level,
    toStartOfMonth(day) AS known_from, toStartOfMonth(next_day) AS known_until,
    sum(sign), groupBitXor(person)
FROM derived_assessment AS p
LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = p.territory
ARRAY JOIN arrayConcat(
    [
        ('total', ''), ('territory', toString(territory_key)), ('structure', toString(structure)),
        ('connects', if(connects = '', 'unknown', toString(connects))),
        ('offline_reason', if(offline_reason = '', 'unknown', toString(offline_reason)))
    ],
    arrayMap(area -> ('area', toString(area)), a.areas),
    arrayMap(one -> ('equipment', toString(one)), multiIf(NOT equipment_known, ['unknown'], empty(equipment), ['none'], equipment)),
    arrayMap(one -> ('barrier', toString(one)), if(empty(barriers), ['unknown'], barriers))) AS at
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND known_from < known_until
GROUP BY scope, key, level, known_from, known_until

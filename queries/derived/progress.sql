-- What became of people's levels, in a layer, by place.
INSERT INTO derived_progress
(
    layer, scope, key, month, known_from, known_until, higher, same, lower, again_x, higher_x, due, due_x
)
WITH
    day >= first_day + 14 AS again,
    -- An outcome is known from the day after it, that a person is due from the 14th day after the first.
    [(day, again AND level > first_level, again AND level = first_level, again AND level < first_level, false),
        (greatest(day, first_day + 13), false, false, false, true)] AS outcomes
SELECT
    {layer:UInt64}, at.1 AS scope, at.2 AS key, toStartOfMonth(day) AS month,
    toStartOfMonth(outcome.1) AS known_from, toStartOfMonth(next_day) AS known_until,
    sumIf(sign, outcome.2), sumIf(sign, outcome.3), sumIf(sign, outcome.4),
    groupBitXorIf(person, outcome.2 OR outcome.3 OR outcome.4), groupBitXorIf(person, outcome.2),
    sumIf(sign, outcome.5), groupBitXorIf(person, outcome.5)
FROM derived_assessment AS p
LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = p.territory
ARRAY JOIN
    arrayConcat(
        [('total', ''), ('territory', toString(territory_key)), ('structure', toString(structure))],
        arrayMap(area -> ('area', toString(area)), a.areas)) AS at
ARRAY JOIN outcomes AS outcome
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND first_level < 4 AND known_from < known_until
GROUP BY scope, key, month, known_from, known_until

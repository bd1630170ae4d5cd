-- What became of people's levels, in a layer, by what was known of the people at the end of a period.
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
    toStartOfMonth(greatest(outcome.1, v.known_from)) AS since, toStartOfMonth(least(next_day, v.known_until)) AS until,
    sumIf(p.sign, outcome.2), sumIf(p.sign, outcome.3), sumIf(p.sign, outcome.4),
    groupBitXorIf(p.person, outcome.2 OR outcome.3 OR outcome.4), groupBitXorIf(p.person, outcome.2),
    sumIf(p.sign, outcome.5), groupBitXorIf(p.person, outcome.5)
FROM derived_assessment AS p
INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
ARRAY JOIN [('age_band', toString(v.age_band)), ('activity', toString(v.activity))] AS at
ARRAY JOIN outcomes AS outcome
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8} AND first_level < 4 AND since < until
GROUP BY scope, key, month, since, until

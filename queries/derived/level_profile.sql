-- People by the level of their last assessment, in a layer, by what was known of them at the end of a period.
INSERT INTO derived_level (layer, scope, key, level, known_from, known_until, persons, persons_x)
SELECT
    {layer:UInt64}, at.1 AS scope, at.2 AS key, level,
    toStartOfMonth(greatest(day, v.known_from)) AS since, toStartOfMonth(least(next_day, v.known_until)) AS until,
    sum(p.sign), groupBitXor(p.person)
FROM derived_assessment AS p
INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
ARRAY JOIN [('age_band', toString(v.age_band)), ('activity', toString(v.activity))] AS at
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8} AND since < until
GROUP BY scope, key, level, since, until

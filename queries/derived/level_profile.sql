-- People by the level of their last assessment by days, in a layer, by what was known of them at the end of a period.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
SELECT
    {layer:UInt64}, at.1 AS scope, ['unable', 'beginner', 'intermediate', 'autonomous'][level] AS measure, at.2 AS key, toDate('2149-06-01'),
    turn.1 AS since, sum(turn.2 * p.sign) AS number, groupBitXor(p.person) AS records_x
FROM derived_assessment AS p
INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
ARRAY JOIN [('age_band', toString(v.age_band)), ('activity', toString(v.activity))] AS at
ARRAY JOIN [(greatest(day, v.known_from), 1), (least(next_day, v.known_until), -1)] AS turn
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8}
    AND greatest(day, v.known_from) < least(next_day, v.known_until) AND since < toDate('2149-06-01')
GROUP BY scope, level, key, since
HAVING number != 0 OR records_x != 0

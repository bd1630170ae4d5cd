-- People by the level of their last assessment by days, in a layer, by what was known of them at the end of a period.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
SELECT
    {layer:UInt64}, scope, ['unable', 'beginner', 'intermediate', 'autonomous'][level] AS measure, key, toDate('2149-06-01'),
    turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT
        at.1 AS scope, at.2 AS key, level,
        greatest(day, v.known_from) AS enters, least(next_day, v.known_until) AS leaves,
        sum(p.sign) AS persons, groupBitXor(p.person) AS persons_x
    FROM derived_assessment AS p
    INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
    ARRAY JOIN [('age_band', toString(v.age_band)), ('activity', toString(v.activity))] AS at
    WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8} AND enters < leaves
    GROUP BY scope, key, level, enters, leaves
)
ARRAY JOIN [(enters, 1), (leaves, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY scope, level, key, since
HAVING number != 0 OR records_x != 0

-- People by the level of their last assessment, in a layer, by structure.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT
    {layer:UInt64}, 'structure', ['unable', 'beginner', 'intermediate', 'autonomous'][level] AS measure, structure, toDate('2149-06-01'),
    turn.1 AS since, sum(turn.2 * sign) AS number, groupBitXor(person) AS records_x
FROM derived_assessment
ARRAY JOIN [(toStartOfMonth(day), 1), (toStartOfMonth(next_day), -1)] AS turn
WHERE layer = {layer:UInt64} AND person % {parts:UInt8} = {part:UInt8} AND toStartOfMonth(day) < toStartOfMonth(next_day)
    AND since < toDate('2149-06-01')
GROUP BY level, structure, since
HAVING number != 0 OR records_x != 0

-- People by the level of their last assessment, in a layer, by structure.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT
    {layer:UInt64}, 'structure', ['unable', 'beginner', 'intermediate', 'autonomous'][level] AS measure, key, toDate('2149-06-01'),
    turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT
        structure AS key, level,
        toStartOfMonth(day) AS enters, toStartOfMonth(next_day) AS leaves,
        sum(sign) AS persons, groupBitXor(person) AS persons_x
    FROM derived_assessment
    WHERE layer = {layer:UInt64} AND person % {parts:UInt8} = {part:UInt8} AND enters < leaves
    GROUP BY key, level, enters, leaves
)
ARRAY JOIN [(enters, 1), (leaves, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY level, key, since
HAVING number != 0 OR records_x != 0

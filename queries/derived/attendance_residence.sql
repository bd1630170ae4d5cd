-- Distinct persons helped, in a layer, by the residence known of them: each in every month of help, until the next one.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT {layer:UInt64}, 'residence', 'persons', key, month, turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT
        toString(v.residence) AS key, month,
        greatest(month, toStartOfMonth(v.known_from)) AS enters, least(next, toStartOfMonth(v.known_until)) AS leaves,
        sum(p.sign) AS persons, groupBitXor(p.person) AS persons_x
    FROM
    (
        SELECT sign, person, arraySort(groupUniqArray(toStartOfMonth(day))) AS months
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
        GROUP BY sign, person
    ) AS p
    INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
    ARRAY JOIN months AS month, arrayPushBack(arrayPopFront(months), toDate('2149-06-06')) AS next
    WHERE v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8} AND enters < leaves
    GROUP BY key, month, enters, leaves
)
ARRAY JOIN [(enters, 1), (leaves, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY key, month, since
HAVING number != 0 OR records_x != 0

-- Distinct persons helped, in a layer, by structure: each in every month of help, until the next one.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT {layer:UInt64}, 'structure', 'persons', structure, month, turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT structure, month, next, sum(sign) AS persons, groupBitXor(person) AS persons_x
    FROM
    (
        SELECT sign, person, structure, arrayCompact(arraySort(groupArray(toStartOfMonth(day)))) AS months
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
        GROUP BY sign, person, structure
    )
    ARRAY JOIN months AS month, arrayPushBack(arrayPopFront(months), toDate('2149-06-06')) AS next
    GROUP BY structure, month, next
)
ARRAY JOIN [(month, 1), (next, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY structure, month, since
HAVING number != 0 OR records_x != 0

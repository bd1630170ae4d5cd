-- How far the people of a layer have got, by the month of their first assessment and by its structure.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT {layer:UInt64}, 'structure', one.1 AS measure, key, month, month, one.2 AS number, one.3 AS records_x
FROM
(
    SELECT
        structure AS key, toStartOfMonth(first_day) AS month,
        [
            ('assessed', sum(sign), groupBitXor(person)),
            ('referred', sumIf(sign, step >= 1), groupBitXorIf(person, step >= 1)),
            ('attended', sumIf(sign, step >= 2), groupBitXorIf(person, step >= 2)),
            ('reassessed', sumIf(sign, step >= 3), groupBitXorIf(person, step >= 3)),
            ('progressed', sumIf(sign, step >= 4), groupBitXorIf(person, step >= 4))
        ] AS measures
    FROM derived_journey
    WHERE layer = {layer:UInt64} AND next_day = toDate('2149-06-06')
    GROUP BY key, month
)
ARRAY JOIN measures AS one
WHERE number != 0 OR records_x != 0

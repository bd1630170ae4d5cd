-- Distinct persons helped, in a layer, by the residence known of them: each in every month of help, until the next one.
INSERT INTO derived_attendance (layer, scope, key, month, known_from, known_until, persons, persons_x)
SELECT
    {layer:UInt64}, 'residence', toString(v.residence) AS key, month,
    greatest(month, toStartOfMonth(v.known_from)) AS since, least(next, toStartOfMonth(v.known_until)) AS until,
    sum(p.sign), groupBitXor(p.person)
FROM
(
    SELECT
        sign, person, month,
        leadInFrame(month, 1, toDate('2149-06-06')) OVER (PARTITION BY sign, person ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next
    FROM
    (
        SELECT DISTINCT sign, person, toStartOfMonth(day) AS month
        FROM derived_event
        WHERE layer = {layer:UInt64} AND kind = 'attendance' AND audience = 'public' AND person != 0 AND person % {parts:UInt8} = {part:UInt8}
    )
) AS p
INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
WHERE v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8} AND since < until
GROUP BY key, month, since, until

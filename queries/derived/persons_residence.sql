-- People helped by days, in a layer, by the residence known of them: each on every day of help, until the next one. A residence and a
-- day are one number: 48 bits of the residence's hash before the day's 16.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
WITH
    (residence) -> bitAnd(cityHash64(residence), 0xFFFFFFFFFFFF0000) AS hashed
SELECT {layer:UInt64}, 'residence', 'persons', key, day, turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT
        bitOr(hashed(v.residence), toUInt16(day)) AS stay,
        greatest(day, v.known_from) AS enters, least(next, v.known_until) AS leaves,
        sum(p.sign) AS persons, groupBitXor(p.person) AS persons_x
    FROM
    (
        SELECT sign, person, arrayCompact(arraySort(groupArray(day))) AS days
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
        GROUP BY sign, person
    ) AS p
    INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
    ARRAY JOIN days AS day, arrayPushBack(arrayPopFront(days), toDate('2149-06-06')) AS next
    WHERE v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8} AND enters < leaves
    GROUP BY stay, enters, leaves
) AS s
INNER JOIN
(
    SELECT DISTINCT toString(residence) AS key, hashed(residence) AS place
    FROM derived_profile
    WHERE layer = {layer:UInt64}
) AS r ON r.place = bitAnd(s.stay, 0xFFFFFFFFFFFF0000)
ARRAY JOIN [(enters, 1), (leaves, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY key, toDate(toUInt16(stay)) AS day, since
HAVING number != 0 OR records_x != 0

-- Some of the people of retention_due.sql, each with the keys of the rows that name them. A key is of a row's identity and of its
-- body: of one identity there may be rows with other bodies, about others, which nobody counts.
SELECT groupUniqArray(bitXor(reinterpretAsUInt64(identity), reinterpretAsUInt64(body))) AS keys
FROM event
WHERE person IN
(
    SELECT person
    FROM event
    WHERE notEmpty(person)
    GROUP BY person
    HAVING max(day) < {before:Date} AND substring(SHA256(substring(person, 1, 10)), 1, 6) != substring(person, 11, 6)
    LIMIT {people:UInt64}
)
GROUP BY person
HAVING max(day) < {before:Date}

-- How many people had their last contact before a day, and how many events name them. Every event counts as a contact, whatever
-- became of it. Of a surrogate the last 6 bytes are a hash of the first 10: whoever stands behind one was cut before.
SELECT count() AS people, sum(events) AS events
FROM
(
    SELECT person, count() AS events
    FROM event
    WHERE notEmpty(person)
    GROUP BY person
    HAVING max(day) < {before:Date} AND substring(SHA256(substring(person, 1, 10)), 1, 6) != substring(person, 11, 6)
)

-- Every identity once more, received later with another body: it names other records, days, persons and structures, and is
-- now an edit, now a retraction. None of it may count.
INSERT INTO event
SELECT * REPLACE(
    precedence - 1 AS precedence,
    reverse(identity) AS record,
    revision + 1000 AS revision,
    true AS edits,
    if(cityHash64(identity) % 2 = 0, kind, 'retraction') AS kind,
    day + 1 AS day,
    reverse(person) AS person,
    'autonomous' AS level,
    100 AS minutes,
    'outreach' AS format,
    'elsewhere' AS structure,
    'accepted' AS status)
FROM event

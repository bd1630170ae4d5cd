-- The facts that name persons.
SELECT table
FROM system.columns
WHERE database = currentDatabase() AND startsWith(table, 'fact_') AND name = 'person'
ORDER BY table

-- Whether the table of versions is there.
SELECT count() > 0
FROM system.tables
WHERE database = currentDatabase() AND name = 'schema_version'

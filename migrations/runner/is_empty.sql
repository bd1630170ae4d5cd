-- Whether the database has no table yet, or those only of a first run that was interrupted before it noted anything.
SELECT countIf(name != 'migration_lock') = 0 OR countIf(name = 'schema_version' AND total_rows = 0) > 0
FROM system.tables
WHERE database = currentDatabase()

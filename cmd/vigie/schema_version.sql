-- The number of the last migration that was run on this warehouse.
SELECT max(version_id) FROM schema_version WHERE is_applied

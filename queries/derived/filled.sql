-- How many rows some layers have in all derived tables.
SELECT sum(rows)
FROM system.parts
WHERE database = currentDatabase() AND active AND startsWith(table, 'derived_') AND partition IN {layers:Array(String)}

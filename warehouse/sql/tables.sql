-- Every table and view, with the rows of those that keep some.
SELECT name, toUInt64(ifNull(total_rows, 0)) AS rows
FROM system.tables
WHERE database = {database:String}
ORDER BY name

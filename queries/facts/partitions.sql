-- The partitions of the facts, by table and build.
SELECT table, toUInt64(partition) AS build, sum(rows) AS rows
FROM system.parts
WHERE database = currentDatabase() AND active AND startsWith(table, 'fact_') AND table != 'fact_build'
GROUP BY table, build
ORDER BY table, build

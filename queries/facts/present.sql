-- The present build of the facts; none before the first one.
SELECT number, definition, events, erased, registry, rows, at
FROM fact_build
ORDER BY number DESC
LIMIT 1

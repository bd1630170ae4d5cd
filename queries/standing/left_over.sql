-- Tables of refreshes that never ended: ten minutes is longer than any refresh may take.
SELECT name
FROM system.tables
WHERE database = currentDatabase() AND name LIKE 'standing\_next\_%' AND metadata_modification_time < now() - INTERVAL 10 MINUTE

-- The bytes of parts that have been merged into others. The engine removes them after eight minutes.
SELECT toInt64(sum(bytes_on_disk)) AS bytes
FROM system.parts
WHERE NOT active

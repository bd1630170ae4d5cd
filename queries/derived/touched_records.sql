-- The records of which events have come since the base: of each new event its own, and that of an event that it repeats.
INSERT INTO derived_touched (layer, what, key)
SELECT DISTINCT {layer:UInt64}, 'record', reinterpretAsUInt64(record)
FROM event
WHERE identity IN (SELECT identity FROM event WHERE _block_number > {through:UInt64})

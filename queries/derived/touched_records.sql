-- The records of which events have come since the base: of each new event its own, and that of an event that it repeats. Halves of
-- identities are compared first, which is several times as fast; few whole ones are found by the order of the table.
INSERT INTO derived_touched (layer, what, key)
SELECT DISTINCT {layer:UInt64}, 'record', reinterpretAsUInt64(record)
FROM event
PREWHERE reinterpretAsUInt64(identity) IN (SELECT reinterpretAsUInt64(identity) FROM event_since(through = {through:UInt64}))
WHERE identity IN (SELECT identity FROM event_since(through = {through:UInt64}))

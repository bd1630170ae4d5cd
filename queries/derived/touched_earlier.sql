-- The events of the touched records that the base has seen.
INSERT INTO derived_earlier (layer, identity)
SELECT {layer:UInt64}, identity
FROM event
PREWHERE reinterpretAsUInt64(record) IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record')
WHERE _block_number <= {through:UInt64}

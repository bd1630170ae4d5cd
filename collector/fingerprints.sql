-- The fingerprints of the network keys that collectors came with while this warehouse had none, the first one first: that one
-- is the warehouse's. There are more only where several collectors with different keys came at the same moment.
SELECT fingerprint
FROM network_key
ORDER BY recorded_at, fingerprint

-- The fingerprints of the network keys that this warehouse has been used with, the oldest first: more than one is a fault.
SELECT fingerprint
FROM network_key
ORDER BY recorded_at, fingerprint

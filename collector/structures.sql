-- Every structure that the registry has ever known: one that is missing from a later file stays.
SELECT DISTINCT id
FROM structure_snapshot

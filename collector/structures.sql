-- Every id of a structure that the registry has ever known: one that is missing from a later file stays, and structures have aliases.
SELECT id FROM structure_snapshot
UNION DISTINCT
SELECT alias FROM structure_alias FINAL WHERE NOT removed

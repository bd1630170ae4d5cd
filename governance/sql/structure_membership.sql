SELECT structure, stages, imported_at
FROM structure_membership
ORDER BY structure, imported_at

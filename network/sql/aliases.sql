SELECT number, alias, structure, why, set_at, removed, changed_at
FROM structure_alias FINAL
ORDER BY number

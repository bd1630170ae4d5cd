SELECT structure, territory, how
FROM structure_attachment FINAL
ORDER BY structure

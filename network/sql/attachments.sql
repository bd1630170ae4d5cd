SELECT structure, territory, how
FROM structure_attachment
ORDER BY structure

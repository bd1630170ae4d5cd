-- The structures of the registry under their latest names and where they stand today: the keys of figures by structure.
SELECT s.id AS id, argMax(s.name, s.imported_at) AS name, any(a.territory) AS territory
FROM structure_snapshot AS s
LEFT ANY JOIN structure_attachment AS a ON a.structure = s.id
GROUP BY id
ORDER BY id

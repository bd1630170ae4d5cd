-- The snapshots to attach, the oldest of a structure first: those that never were, or not since territories or outlines last changed.
SELECT id, imported_at, declared_territory, insee, postcode, commune, latitude, longitude
FROM structure_snapshot
WHERE (id, imported_at) NOT IN
(
    SELECT structure, imported_at
    FROM snapshot_attachment
    WHERE attached_at >= greatest((SELECT max(imported_at) FROM territory), (SELECT max(imported_at) FROM territory_outline))
)
ORDER BY id, imported_at

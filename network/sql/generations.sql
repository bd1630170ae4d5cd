-- What changes whenever a table of the registry does: rows and the latest time written.
SELECT 'territory' AS name, count() AS rows, max(imported_at) AS latest FROM territory
UNION ALL
SELECT 'territory_outline', count(), max(imported_at) FROM territory_outline
UNION ALL
SELECT 'territory_group', count(), max(imported_at) FROM territory_group
UNION ALL
SELECT 'structure_snapshot', count(), max(imported_at) FROM structure_snapshot
UNION ALL
SELECT 'snapshot_attachment', count(), max(attached_at) FROM snapshot_attachment
UNION ALL
SELECT 'exclusion', count(), max(changed_at) FROM exclusion
UNION ALL
SELECT 'structure_alias', count(), max(changed_at) FROM structure_alias
UNION ALL
SELECT 'structure_merge', count(), max(changed_at) FROM structure_merge
UNION ALL
SELECT 'setting', count(), max(set_at) FROM setting

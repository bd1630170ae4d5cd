INSERT INTO age_structure_snapshot (territory, year, groups, source, imported_at)

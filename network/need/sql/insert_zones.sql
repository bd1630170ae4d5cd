INSERT INTO zone_snapshot (code, name, kind, territories, imported_at)

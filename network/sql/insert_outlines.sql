INSERT INTO territory_outline (code, geometry, imported_at)

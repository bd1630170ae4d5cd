INSERT INTO territory_group (code, name, members, imported_at)

INSERT INTO body (code, name, kind, stages, imported_at)

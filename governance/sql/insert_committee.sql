INSERT INTO committee (code, name, themes, since, until, imported_at)

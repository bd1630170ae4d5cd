INSERT INTO snapshot_attachment (structure, imported_at, territory, how, attached_at)

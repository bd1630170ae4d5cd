INSERT INTO animator (territory, address, from_day, to_day, imported_at)

INSERT INTO meeting (code, committee, day, agenda, present, excused, imported_at)

INSERT INTO contest (code, about, indicator, territory, body, structure, day, motive, answer, answered_day, imported_at)

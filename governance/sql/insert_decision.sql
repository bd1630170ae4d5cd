INSERT INTO decision (meeting, code, title, owner, due, due_year, indicator, measure, statuses, imported_at)

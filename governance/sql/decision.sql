SELECT meeting, code, title, owner, due, due_year, indicator, measure, statuses, imported_at
FROM decision
ORDER BY meeting, code, imported_at

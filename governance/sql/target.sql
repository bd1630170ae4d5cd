SELECT indicator, territory, baseline, baseline_day, steps, value, due, due_year, direction, decided_in, imported_at
FROM target
ORDER BY indicator, territory, imported_at

INSERT INTO target (indicator, territory, baseline, baseline_day, steps, value, due, due_year, direction, decided_in, imported_at)

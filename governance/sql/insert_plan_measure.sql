INSERT INTO plan_measure (code, action, title_fr, title_en, owner, start, due, due_year, indicators, after, statuses, confidences, imported_at)

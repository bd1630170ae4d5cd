SELECT code, action, title_fr, title_en, owner, start, due, due_year, indicators, after, statuses, confidences, imported_at
FROM plan_measure
ORDER BY code, imported_at

SELECT code, about, indicator, territory, body, structure, day, motive, answer, answered_day, imported_at
FROM contest
ORDER BY code, imported_at

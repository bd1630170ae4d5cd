SELECT code, committee, day, agenda, present, excused, imported_at
FROM meeting
ORDER BY code, imported_at

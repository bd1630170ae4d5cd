-- The zones on a day: the last state imported up to it, else the earliest.
SELECT code, name, kind, territories, imported_at
FROM (SELECT *, toDate(imported_at, 'Europe/Paris') <= {day:Date} AS known FROM zone_snapshot)
ORDER BY code, known DESC, if(known, -1, 1) * toUnixTimestamp64Milli(imported_at)
LIMIT 1 BY code

-- The need rates on a day, of each territory and year: the last state imported up to it, else the earliest.
SELECT territory, year, rate, source, imported_at
FROM (SELECT *, toDate(imported_at, 'Europe/Paris') <= {day:Date} AS known FROM need_rate_snapshot)
ORDER BY territory, year, known DESC, if(known, -1, 1) * toUnixTimestamp64Milli(imported_at)
LIMIT 1 BY territory, year

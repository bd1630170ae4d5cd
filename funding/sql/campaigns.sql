-- The campaigns on a day: the last state imported up to it, else the earliest.
SELECT code, title, territories, starts_on, ends_on, target, candidates, engaged, active, imported_at
FROM (SELECT *, toDate(imported_at, 'Europe/Paris') <= {day:Date} AS known FROM campaign_snapshot)
ORDER BY code, known DESC, if(known, -1, 1) * toUnixTimestamp64Milli(imported_at)
LIMIT 1 BY code

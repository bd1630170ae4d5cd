-- The projects on a day: the last state imported up to it, else the earliest.
SELECT
    code, call, structure, title, CAST(stages, 'Array(Tuple(stage String, day String))') AS stages, requested, granted,
    CAST(payments, 'Array(Tuple(day String, cents Int64, funder String))') AS payments, spent, cofunders, fte, services_bought,
    starts_on, ends_on, target_people, territories, report_due, report_received,
    imported_at
FROM (SELECT *, toDate(imported_at, 'Europe/Paris') <= {day:Date} AS known FROM project_snapshot)
ORDER BY code, known DESC, if(known, -1, 1) * toUnixTimestamp64Milli(imported_at)
LIMIT 1 BY code

-- The trainings on a day: the last state imported up to it, else the earliest.
SELECT
    code, body, title, territory, starts_on, ends_on,
    CAST(trainees, 'Array(Tuple(trainee String, helpers UInt32))') AS trainees,
    imported_at
FROM (SELECT *, toDate(imported_at, 'Europe/Paris') <= {day:Date} AS known FROM training_snapshot)
ORDER BY code, known DESC, if(known, -1, 1) * toUnixTimestamp64Milli(imported_at)
LIMIT 1 BY code

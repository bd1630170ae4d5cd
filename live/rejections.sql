-- How many events were rejected in the period, by sender and reason. Events that were sent and rejected again count again.
SELECT
    toString(source) AS source,
    toString(kind) AS kind,
    toString(field) AS field,
    toString(code) AS code,
    sum(events) AS rejected,
    min(day) AS first_day,
    max(day) AS last_day
FROM rejection FINAL
WHERE day >= {from:Date} AND day < {to:Date}
GROUP BY source, kind, field, code
ORDER BY rejected DESC, source, kind, field, code

-- Minutes times people, in hours, by month.
SELECT
    to_char(month, 'YYYY-MM') AS key,
    sum(minutes * CASE WHEN person_id IS NULL THEN participants ELSE 1 END) / 60.0 AS value
FROM attendance
WHERE audience = 'public' AND day >= @from::date AND day < @to::date
GROUP BY month

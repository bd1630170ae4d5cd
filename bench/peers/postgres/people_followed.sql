-- Distinct persons by month.
SELECT to_char(month, 'YYYY-MM') AS key, count(*) AS value
FROM
(
    SELECT DISTINCT month, person_id
    FROM attendance
    WHERE audience = 'public' AND day >= @from::date AND day < @to::date AND person_id IS NOT NULL
) AS met
GROUP BY month

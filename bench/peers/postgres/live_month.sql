-- Volumes by month.
SELECT
    to_char(month, 'YYYY-MM') AS key,
    sum(participations)::bigint AS participations,
    sum(minutes)::bigint AS minutes,
    count(person_id) AS persons,
    (count(person_id) + sum(newcomers))::bigint AS helped
FROM
(
    SELECT month, person_id, sum(people) AS participations, sum(minutes::integer * people) AS minutes, sum(newcomers) AS newcomers
    FROM attendance
    WHERE audience = 'public' AND day >= @from::date AND day < @to::date
    GROUP BY month, person_id
) AS met
GROUP BY month

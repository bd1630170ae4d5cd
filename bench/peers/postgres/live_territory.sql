-- Volumes by territory.
SELECT
    t.code AS key,
    sum(participations)::bigint AS participations,
    sum(minutes)::bigint AS minutes,
    count(person_id) AS persons,
    (count(person_id) + sum(newcomers))::bigint AS helped
FROM
(
    SELECT territory_id, person_id, sum(people) AS participations, sum(minutes::integer * people) AS minutes, sum(newcomers) AS newcomers
    FROM attendance
    WHERE audience = 'public' AND day >= @from::date AND day < @to::date
    GROUP BY territory_id, person_id
) AS met
JOIN territory AS t ON t.id = met.territory_id
GROUP BY t.code

-- Volumes by structure.
SELECT
    s.reference AS key,
    sum(participations)::bigint AS participations,
    sum(minutes)::bigint AS minutes,
    count(person_id) AS persons,
    (count(person_id) + sum(newcomers))::bigint AS helped
FROM
(
    SELECT structure_id, person_id, sum(people) AS participations, sum(minutes::integer * people) AS minutes, sum(newcomers) AS newcomers
    FROM attendance
    WHERE audience = 'public' AND day >= @from::date AND day < @to::date
    GROUP BY structure_id, person_id
) AS met
JOIN structure AS s ON s.id = met.structure_id
GROUP BY s.reference

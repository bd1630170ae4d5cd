-- Volumes of one structure.
SELECT
    'total' AS key,
    sum(participations)::bigint AS participations,
    sum(minutes)::bigint AS minutes,
    count(person_id) AS persons,
    (count(person_id) + sum(newcomers))::bigint AS helped
FROM
(
    SELECT person_id, sum(people) AS participations, sum(minutes::integer * people) AS minutes, sum(newcomers) AS newcomers
    FROM attendance
    WHERE audience = 'public' AND day >= $from::date AND day < $to::date
        AND structure_id = (SELECT id FROM structure WHERE reference = $structure)
    GROUP BY person_id
) AS met
HAVING count(*) > 0

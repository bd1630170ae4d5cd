-- Distinct persons and anonymous people who had not come before, by territory.
SELECT
    t.code AS key,
    coalesce(named.persons, 0) + coalesce(nameless.people, 0) AS value,
    coalesce(named.persons, 0) AS persons,
    coalesce(nameless.people, 0) AS anonymous
FROM territory AS t
LEFT JOIN
(
    SELECT territory_id, count(*) AS persons
    FROM
    (
        SELECT DISTINCT territory_id, person_id
        FROM attendance
        WHERE audience = 'public' AND day >= @from::date AND day < @to::date AND person_id IS NOT NULL
    ) AS met
    GROUP BY territory_id
) AS named ON named.territory_id = t.id
LEFT JOIN
(
    SELECT territory_id, sum(participants - returned) AS people
    FROM attendance
    WHERE audience = 'public' AND day >= @from::date AND day < @to::date AND person_id IS NULL
    GROUP BY territory_id
) AS nameless ON nameless.territory_id = t.id

-- Distinct persons attended in the 12 months to the period's end, by where they live at that end.
SELECT
    t.code AS key,
    coalesce(lives.residents, 0) AS numerator,
    t.population AS denominator,
    lives.residents * 1000.0 / nullif(t.population, 0) AS value
FROM territory AS t
LEFT JOIN
(
    SELECT coalesce(r.territory_id, (SELECT id FROM territory WHERE code = 'unknown')) AS territory_id, sum(met.persons) AS residents
    FROM
    (
        SELECT p.residence_id, count(*) AS persons
        FROM
        (
            SELECT DISTINCT person_id
            FROM attendance
            WHERE audience = 'public' AND person_id IS NOT NULL
                AND day >= (@to::date - interval '12 months')::date AND day < @to::date
        ) AS seen
        LEFT JOIN person_profile AS p ON p.person_id = seen.person_id AND p.known_from < @to::date AND p.known_until >= @to::date
        GROUP BY p.residence_id
    ) AS met
    LEFT JOIN residence AS r ON r.id = met.residence_id
    GROUP BY 1
) AS lives ON lives.territory_id = t.id

-- Distinct persons attended in the 12 months to the period's end, by where they live at that end. There is no value where fewer
-- than half of the participations there name a person whose residence is known.
WITH seen AS
(
    SELECT
        a.territory_id,
        a.person_id,
        CASE WHEN a.person_id IS NULL THEN a.participants ELSE 1 END AS people,
        coalesce(r.territory_id, unknown.id) AS home_id,
        a.person_id IS NOT NULL AND r.territory_id != unknown.id AS known
    FROM attendance AS a
    CROSS JOIN (SELECT id FROM territory WHERE code = 'unknown') AS unknown
    LEFT JOIN person_profile AS p ON p.person_id = a.person_id AND p.known_from < @to::date AND p.known_until >= @to::date
    LEFT JOIN residence AS r ON r.id = p.residence_id
    WHERE a.audience = 'public' AND a.day >= (@to::date - interval '12 months')::date AND a.day < @to::date
),
lives AS
(
    SELECT home_id, count(DISTINCT person_id) AS residents
    FROM seen
    WHERE person_id IS NOT NULL
    GROUP BY home_id
),
told AS
(
    SELECT territory_id, 2 * coalesce(sum(people) FILTER (WHERE known), 0) >= sum(people) AS enough
    FROM seen
    GROUP BY territory_id
)
SELECT
    t.code AS key,
    coalesce(lives.residents, 0) AS numerator,
    t.population AS denominator,
    CASE WHEN coalesce(told.enough, true) THEN coalesce(lives.residents, 0) * 1000.0 / nullif(t.population, 0) END AS value
FROM territory AS t
LEFT JOIN lives ON lives.home_id = t.id
LEFT JOIN told ON told.territory_id = t.id

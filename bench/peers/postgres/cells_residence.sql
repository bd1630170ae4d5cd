-- Distinct persons who came in twelve months, by the area where they live at their end: months as in cells_persons.sql.
WITH turns AS
(
    SELECT person_id, month, coalesce(lead(month) OVER (PARTITION BY person_id ORDER BY month), date '2200-01-01') AS until
    FROM
    (
        SELECT DISTINCT person_id, month
        FROM attendance
        WHERE audience = 'public' AND person_id IS NOT NULL
            AND day >= (SELECT min(from_day) FROM edition_window WHERE kind = 'year')
            AND day < (SELECT max(to_day) FROM edition_window WHERE kind = 'year')
    ) AS met
),
lived AS
(
    SELECT
        coalesce(p.residence_id, -1) AS residence_id,
        t.month,
        date_trunc('month', greatest(t.month, p.known_from))::date AS since,
        date_trunc('month', least(t.until, p.known_until))::date AS until,
        count(*) AS persons
    FROM turns AS t
    LEFT JOIN person_profile AS p ON p.person_id = t.person_id AND p.known_from < t.until AND p.known_until > t.month
    GROUP BY 1, 2, 3, 4
)
SELECT 'reached' AS component, x.area_id, w.id AS window_id, '' AS field, '' AS class, sum(l.persons)::bigint AS value
FROM lived AS l
JOIN area_of_residence AS x USING (residence_id)
JOIN edition_window AS w ON w.kind = 'year' AND l.month >= w.from_day AND l.since < w.to_day AND l.until >= w.to_day
GROUP BY x.area_id, w.id

-- Distinct persons by what is known of them at the window's end, by area and window: months as in cells_persons.sql, each for as long as what
-- is known stays the same.
WITH met AS
(
    SELECT DISTINCT x.area_id, m.person_id, m.month
    FROM
    (
        SELECT DISTINCT person_id, month, territory_id
        FROM attendance
        WHERE audience = 'public' AND person_id IS NOT NULL
            AND day >= (SELECT min(from_day) FROM edition_window) AND day < (SELECT max(to_day) FROM edition_window)
    ) AS m
    JOIN area_of_territory AS x USING (territory_id)
    JOIN area AS a ON a.id = x.area_id
    WHERE a.kind IN ('territory', 'group')
),
turns AS
(
    SELECT area_id, person_id, month, coalesce(lead(month) OVER (PARTITION BY area_id, person_id ORDER BY month), date '2200-01-01') AS until
    FROM met
),
known AS
(
    SELECT
        t.area_id,
        t.month,
        date_trunc('month', greatest(t.month, p.known_from))::date AS since,
        date_trunc('month', least(t.until, p.known_until))::date AS until,
        p.age_band,
        p.activity,
        count(*) AS persons
    FROM turns AS t
    LEFT JOIN person_profile AS p ON p.person_id = t.person_id AND p.known_from < t.until AND p.known_until > t.month
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT 'helped' AS component, k.area_id, w.id AS window_id, c.field, c.class, sum(k.persons)::bigint AS value
FROM known AS k
JOIN area AS a ON a.id = k.area_id
JOIN edition_window AS w ON k.month >= w.from_day AND k.since < w.to_day AND k.until >= w.to_day
CROSS JOIN LATERAL
(
    VALUES ('age_band', coalesce(k.age_band::VARCHAR, 'unknown')), ('activity', coalesce(k.activity::VARCHAR, 'unknown'))
) AS c (field, class)
WHERE a.kind = 'group' OR (w.kind <> 'month' AND c.class <> 'unknown')
GROUP BY k.area_id, w.id, c.field, c.class

-- Distinct persons by area and window. Of each person and area every month knows the next one: in a window only the last month in it counts,
-- so that months add up, and each person is looked at once for all windows.
WITH monthly AS MATERIALIZED
(
    SELECT DISTINCT person_id, month, territory_id, structure_id
    FROM attendance
    WHERE audience = 'public' AND person_id IS NOT NULL
        AND day >= (SELECT min(from_day) FROM edition_window) AND day < (SELECT max(to_day) FROM edition_window)
),
met AS
(
    SELECT DISTINCT x.area_id, m.person_id, m.month
    FROM monthly AS m
    JOIN area_of_territory AS x USING (territory_id)
    UNION ALL
    SELECT DISTINCT s.area_id, m.person_id, m.month
    FROM monthly AS m
    JOIN structure AS s ON s.id = m.structure_id
),
turns AS
(
    SELECT area_id, month, coalesce(lead(month) OVER (PARTITION BY area_id, person_id ORDER BY month), date '2200-01-01') AS until
    FROM met
),
summed AS
(
    SELECT area_id, month, until, count(*) AS persons
    FROM turns
    GROUP BY area_id, month, until
)
SELECT c.component, s.area_id, w.id AS window_id, '' AS field, '' AS class, sum(s.persons)::bigint AS value
FROM summed AS s
JOIN area AS a ON a.id = s.area_id
JOIN edition_window AS w ON s.month >= w.from_day AND s.month < w.to_day AND s.until >= w.to_day
CROSS JOIN (VALUES ('followed'), ('helped')) AS c (component)
WHERE a.kind <> 'structure' OR w.kind <> 'month'
GROUP BY c.component, s.area_id, w.id

-- What adds up: participations, minutes of help (four hours of each at most) and newcomers, by area and window, by format and by service.
-- Newcomers are of unknown age and activity.
WITH monthly AS MATERIALIZED
(
    SELECT
        month, territory_id, structure_id, format,
        sum(people) AS attended,
        sum(least(minutes, 240)::integer * people) AS helping_minutes,
        sum(newcomers) AS newcomers
    FROM attendance
    WHERE audience = 'public'
        AND day >= (SELECT min(from_day) FROM edition_window) AND day < (SELECT max(to_day) FROM edition_window)
    GROUP BY month, territory_id, structure_id, format
),
served AS
(
    SELECT a.month, a.territory_id, coalesce(s.service::text, 'unknown') AS service, sum(a.people) AS attended
    FROM attendance AS a
    LEFT JOIN LATERAL unnest(a.services) AS s (service) ON true
    WHERE a.audience = 'public'
        AND a.day >= (SELECT min(from_day) FROM edition_window) AND a.day < (SELECT max(to_day) FROM edition_window)
    GROUP BY a.month, a.territory_id, coalesce(s.service::text, 'unknown')
),
-- One row an area, month, field and class.
placed AS
(
    SELECT x.area_id, m.month, '' AS field, '' AS class, sum(attended) AS attended, sum(helping_minutes) AS helping_minutes, sum(newcomers) AS newcomers
    FROM monthly AS m
    JOIN area_of_territory AS x USING (territory_id)
    GROUP BY x.area_id, m.month
    UNION ALL
    SELECT s.area_id, m.month, '', '', sum(attended), sum(helping_minutes), sum(newcomers)
    FROM monthly AS m
    JOIN structure AS s ON s.id = m.structure_id
    GROUP BY s.area_id, m.month
    UNION ALL
    SELECT x.area_id, m.month, 'format', m.format::text, sum(attended), sum(helping_minutes), 0
    FROM monthly AS m
    JOIN area_of_territory AS x USING (territory_id)
    GROUP BY x.area_id, m.month, m.format
    UNION ALL
    SELECT x.area_id, s.month, 'service', s.service, sum(attended), 0, 0
    FROM served AS s
    JOIN area_of_territory AS x USING (territory_id)
    GROUP BY x.area_id, s.month, s.service
    UNION ALL
    SELECT x.area_id, m.month, u.field, 'unknown', 0, 0, sum(newcomers)
    FROM monthly AS m
    JOIN area_of_territory AS x USING (territory_id)
    JOIN area AS a ON a.id = x.area_id AND a.kind = 'group'
    CROSS JOIN (VALUES ('age_band'), ('activity')) AS u (field)
    GROUP BY x.area_id, m.month, u.field
)
SELECT c.component, p.area_id, w.id AS window_id, p.field, p.class, sum(c.value)::bigint AS value
FROM placed AS p
JOIN area AS a ON a.id = p.area_id
JOIN edition_window AS w ON p.month >= w.from_day AND p.month < w.to_day
CROSS JOIN LATERAL (VALUES ('attended', p.attended), ('helping_minutes', p.helping_minutes), ('helped', p.newcomers)) AS c (component, value)
WHERE c.value > 0
    AND CASE WHEN p.field = '' THEN a.kind <> 'structure' OR w.kind <> 'month' ELSE a.kind = 'group' OR (a.kind = 'territory' AND w.kind <> 'month') END
GROUP BY c.component, p.area_id, w.id, p.field, p.class

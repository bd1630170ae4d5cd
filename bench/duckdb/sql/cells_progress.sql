-- People who were not autonomous when first assessed, where they were last assessed: due for another assessment 14 days later, assessed again,
-- at a higher and at a lower level; by their age at the window's end. Each assessed day counts in windows that end before the next.
WITH daily AS
(
    SELECT DISTINCT ON (person_id, day) person_id, day, level, structure_id
    FROM assessment
    WHERE day < (SELECT max(to_day) FROM edition_window)
    ORDER BY person_id, day, level DESC, structure_id
),
ways AS
(
    SELECT
        person_id, day, level, structure_id,
        coalesce(lead(day) OVER days, date '2200-01-01') AS until,
        first_value(day) OVER days AS first_day,
        first_value(level) OVER days AS first_level
    FROM daily
    WINDOW days AS (PARTITION BY person_id ORDER BY day)
),
counted AS
(
    SELECT
        s.territory_id,
        c.component,
        coalesce(p.age_band::VARCHAR, 'unknown') AS age_band,
        date_trunc('month', c.since)::date AS month,
        date_trunc('month', greatest(c.due, p.known_from))::date AS since,
        date_trunc('month', least(w.until, p.known_until))::date AS until,
        count(*) AS persons
    FROM ways AS w
    JOIN structure AS s ON s.id = w.structure_id
    CROSS JOIN LATERAL
    (
        VALUES
            ('again', w.day, w.day, w.day >= w.first_day + 14),
            ('higher', w.day, w.day, w.day >= w.first_day + 14 AND w.level > w.first_level),
            ('lower', w.day, w.day, w.day >= w.first_day + 14 AND w.level < w.first_level),
            ('due_again', date '1900-01-01', greatest(w.day, w.first_day + 13), true)
    ) AS c (component, since, due, counts)
    LEFT JOIN person_profile AS p ON p.person_id = w.person_id AND p.known_from < w.until AND p.known_until > c.due
    WHERE w.first_level < 4 AND c.counts
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT n.component, x.area_id, w.id AS window_id, c.field, c.class, sum(n.persons)::bigint AS value
FROM counted AS n
JOIN area_of_territory AS x USING (territory_id)
JOIN area AS a ON a.id = x.area_id
JOIN edition_window AS w ON (n.month >= w.from_day OR n.component = 'due_again') AND n.since < w.to_day AND n.until >= w.to_day
CROSS JOIN LATERAL (VALUES ('', ''), ('age_band', n.age_band)) AS c (field, class)
WHERE a.kind = 'group' AND (c.field = '' OR w.kind <> 'month')
    OR a.kind = 'territory' AND (c.field = '' AND w.kind <> 'month' OR w.kind = 'year' AND c.class <> 'unknown')
GROUP BY n.component, x.area_id, w.id, c.field, c.class

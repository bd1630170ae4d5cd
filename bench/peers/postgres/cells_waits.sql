-- Referrals of a person to a structure, by the days until that person came there, once 60 days are over; windows shorter than a year when they
-- are published for the last time.
WITH waited AS
(
    SELECT
        s.territory_id,
        date_trunc('month', r.sent_on)::date AS month,
        CASE
            WHEN came.day <= r.sent_on + 7 THEN 'waited_7'
            WHEN came.day <= r.sent_on + 14 THEN 'waited_14'
            WHEN came.day <= r.sent_on + 30 THEN 'waited_30'
            WHEN came.day <= r.sent_on + 60 THEN 'waited_60'
            ELSE 'waited_longer'
        END AS component,
        count(*) AS referrals
    FROM referral AS r
    JOIN structure AS s ON s.id = r.from_id
    LEFT JOIN LATERAL
    (
        SELECT a.day
        FROM attendance AS a
        WHERE a.audience = 'public' AND a.person_id = r.person_id AND a.structure_id = r.to_id AND a.day BETWEEN r.sent_on AND r.sent_on + 60
        ORDER BY a.day
        LIMIT 1
    ) AS came ON true
    WHERE r.sent_on >= (SELECT min(from_day) FROM edition_window) AND r.sent_on < (SELECT max(to_day) FROM edition_window)
        AND r.sent_on <= @as_of::date - 60
        AND r.person_id IS NOT NULL AND r.to_id IS NOT NULL
    GROUP BY 1, 2, 3
)
SELECT n.component, x.area_id, w.id AS window_id, '' AS field, '' AS class, sum(n.referrals)::bigint AS value
FROM waited AS n
JOIN area_of_territory AS x USING (territory_id)
JOIN area AS a ON a.id = x.area_id
JOIN edition_window AS w ON n.month >= w.from_day AND n.month < w.to_day
WHERE a.kind = 'group' AND w.kind <> 'month' AND (w.final OR w.kind = 'year') OR a.kind = 'territory' AND w.kind = 'year'
GROUP BY n.component, x.area_id, w.id

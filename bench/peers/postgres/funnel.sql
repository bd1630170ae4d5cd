-- Of the people first assessed in the period and not autonomous: referred then or later, came there, assessed again after that and 14 days or
-- more after the first time, at a higher level. Nothing after the day of observation is seen.
WITH assessed AS
(
    SELECT
        person_id,
        min(day) AS first_day,
        4 - min((day - date '1970-01-01') * 8 + 4 - level) % 8 AS first_level,
        max((day - date '1970-01-01') * 8 + level) FILTER (WHERE day <= @as_of::date) AS latest
    FROM assessment
    GROUP BY person_id
    HAVING min(day) >= @from::date AND min(day) < @to::date
),
referred AS
(
    SELECT a.person_id, min(came.day) AS came_on
    FROM assessed AS a
    JOIN referral AS r ON r.person_id = a.person_id AND r.sent_on >= a.first_day AND r.sent_on <= @as_of::date AND r.to_id IS NOT NULL
    LEFT JOIN LATERAL
    (
        SELECT v.day
        FROM attendance AS v
        WHERE v.audience = 'public' AND v.person_id = r.person_id AND v.structure_id = r.to_id
            AND v.day >= r.sent_on AND v.day <= @as_of::date
        ORDER BY v.day
        LIMIT 1
    ) AS came ON true
    WHERE r.sent_on >= @from::date
    GROUP BY a.person_id
),
steps AS
(
    SELECT
        r.person_id IS NOT NULL AS referred,
        r.came_on IS NOT NULL AS attended,
        date '1970-01-01' + a.latest / 8 >= greatest(a.first_day + 14, r.came_on) AND r.came_on IS NOT NULL AS reassessed,
        a.latest % 8 > a.first_level AS higher
    FROM assessed AS a
    LEFT JOIN referred AS r USING (person_id)
    WHERE a.first_level < 4
)
SELECT
    'total' AS key,
    count(*) FILTER (WHERE reassessed AND higher) AS numerator,
    count(*) AS denominator,
    count(*) FILTER (WHERE reassessed AND higher)::float8 / nullif(count(*), 0) AS value,
    count(*) AS assessed,
    count(*) FILTER (WHERE referred) AS referred,
    count(*) FILTER (WHERE attended) AS attended,
    count(*) FILTER (WHERE reassessed) AS reassessed,
    count(*) FILTER (WHERE reassessed AND higher) AS progressed
FROM steps

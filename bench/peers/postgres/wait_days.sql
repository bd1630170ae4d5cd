-- Days from a referral of a person to that person's first attendance there; whoever did not come within 60 days ranks last.
SELECT
    'total' AS key,
    count(*) FILTER (WHERE days <= 60) AS numerator,
    count(*) AS denominator,
    nullif(percentile_disc(0.5) WITHIN GROUP (ORDER BY days), 61) AS value,
    nullif(percentile_disc(0.5) WITHIN GROUP (ORDER BY days), 61) AS median,
    nullif(percentile_disc(0.9) WITHIN GROUP (ORDER BY days), 61) AS p90,
    count(*) FILTER (WHERE days <= 60) AS seen
FROM
(
    SELECT coalesce(came.day - r.sent_on, 61) AS days
    FROM referral AS r
    LEFT JOIN LATERAL
    (
        SELECT a.day
        FROM attendance AS a
        WHERE a.audience = 'public' AND a.person_id = r.person_id AND a.structure_id = r.to_id
            AND a.day BETWEEN r.sent_on AND r.sent_on + 60
        ORDER BY a.day
        LIMIT 1
    ) AS came ON true
    WHERE r.sent_on >= @from::date AND r.sent_on < @to::date AND r.sent_on <= @as_of::date - 60
        AND r.person_id IS NOT NULL AND r.to_id IS NOT NULL
) AS waits

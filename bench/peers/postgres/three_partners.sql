-- Of a territory's open structures with an event in the period, those with three partners or more in the 12 months to its end.
WITH reporting AS MATERIALIZED
(
    SELECT s.id
    FROM structure AS s
    JOIN territory AS t ON t.id = s.territory_id
    WHERE t.code = @territory
        AND (s.opened_on IS NULL OR s.opened_on < @to::date) AND (s.closed_on IS NULL OR s.closed_on >= @to::date)
        AND (EXISTS (SELECT FROM attendance AS a WHERE a.structure_id = s.id AND a.day >= @from::date AND a.day < @to::date)
            OR EXISTS (SELECT FROM assessment AS a WHERE a.structure_id = s.id AND a.day >= @from::date AND a.day < @to::date)
            OR EXISTS (SELECT FROM referral_step AS r WHERE r.from_id = s.id AND r.day >= @from::date AND r.day < @to::date))
),
partners AS
(
    SELECT id, count(DISTINCT partner) AS partners
    FROM
    (
        SELECT s.id, r.to_id AS partner
        FROM reporting AS s
        JOIN referral AS r ON r.from_id = s.id
        WHERE r.sent_on >= (@to::date - interval '12 months')::date AND r.sent_on < @to::date AND r.to_id IS NOT NULL
        UNION ALL
        SELECT s.id, r.from_id
        FROM reporting AS s
        JOIN referral AS r ON r.to_id = s.id
        WHERE r.sent_on >= (@to::date - interval '12 months')::date AND r.sent_on < @to::date
    ) AS ends
    GROUP BY id
)
SELECT
    'total' AS key,
    count(*) FILTER (WHERE p.partners >= 3) AS numerator,
    count(*) AS denominator,
    count(*) FILTER (WHERE p.partners >= 3)::float8 / nullif(count(*), 0) AS value
FROM reporting AS s
LEFT JOIN partners AS p USING (id)

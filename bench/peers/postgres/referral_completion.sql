-- Referrals of a person to a structure that the person followed within 60 days, of those sent 60 days ago or more.
SELECT 'total' AS key, numerator, denominator, numerator::float8 / nullif(denominator, 0) AS value
FROM
(
    SELECT count(*) AS denominator, count(*) FILTER (WHERE EXISTS
    (
        SELECT
        FROM attendance AS a
        WHERE a.audience = 'public' AND a.person_id = r.person_id AND a.structure_id = r.to_id
            AND a.day BETWEEN r.sent_on AND r.sent_on + 60
    )) AS numerator
    FROM referral AS r
    WHERE r.sent_on >= @from::date AND r.sent_on < @to::date AND r.sent_on <= @as_of::date - 60
        AND r.person_id IS NOT NULL AND r.to_id IS NOT NULL
) AS sent

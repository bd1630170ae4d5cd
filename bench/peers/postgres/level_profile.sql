-- People by the level of their last assessment before the end, by age band: the highest level of the last day.
SELECT
    coalesce(p.age_band::text, 'unknown') AS key,
    count(*) FILTER (WHERE a.level = 4) AS numerator,
    count(*) AS denominator,
    count(*) FILTER (WHERE a.level = 4)::float8 / count(*) AS value,
    count(*) FILTER (WHERE a.level = 1) AS unable,
    count(*) FILTER (WHERE a.level = 2) AS beginner,
    count(*) FILTER (WHERE a.level = 3) AS intermediate,
    count(*) FILTER (WHERE a.level = 4) AS autonomous
FROM
(
    SELECT person_id, max((day - date '1970-01-01') * 8 + level) % 8 AS level
    FROM assessment
    WHERE day < @to::date
    GROUP BY person_id
) AS a
LEFT JOIN person_profile AS p ON p.person_id = a.person_id AND p.known_from < @to::date AND p.known_until >= @to::date
GROUP BY p.age_band

-- First assessment ever against the latest before the end, by the territory of the latest. A day, a level and a structure
-- are packed into one number, so that one pass finds the highest level of the first and of the last day.
WITH ends AS
(
    SELECT
        min((day - date '1970-01-01') * 8 + 4 - level) AS earliest,
        max(((day - date '1970-01-01') * 8 + level)::bigint * 1048576 + 1048575 - structure_id) AS latest
    FROM assessment
    WHERE day < @to::date
    GROUP BY person_id
),
person AS
(
    SELECT
        date '1970-01-01' + earliest / 8 AS first_day,
        4 - earliest % 8 AS first_level,
        date '1970-01-01' + (latest / 1048576 / 8)::integer AS last_day,
        latest / 1048576 % 8 AS last_level,
        (1048575 - latest % 1048576)::integer AS structure_id
    FROM ends
    WHERE 4 - earliest % 8 < 4
),
counted AS
(
    SELECT
        s.territory_id,
        count(*) FILTER (WHERE p.first_day <= @to::date - 14) AS could_be,
        count(*) FILTER (WHERE p.last_day >= @from::date AND p.last_day >= p.first_day + 14) AS were,
        count(*) FILTER (WHERE p.last_day >= @from::date AND p.last_day >= p.first_day + 14 AND p.last_level > p.first_level) AS higher,
        count(*) FILTER (WHERE p.last_day >= @from::date AND p.last_day >= p.first_day + 14 AND p.last_level < p.first_level) AS lower,
        count(*) FILTER (WHERE p.last_day >= @from::date AND p.last_day >= p.first_day + 14 AND p.last_level = p.first_level) AS same
    FROM person AS p
    JOIN structure AS s ON s.id = p.structure_id
    GROUP BY s.territory_id
)
SELECT
    t.code AS key,
    coalesce(c.higher, 0) AS numerator,
    coalesce(c.were, 0) AS denominator,
    c.higher::float8 / nullif(c.were, 0) AS value,
    c.lower::float8 / nullif(c.were, 0) AS lower,
    c.same::float8 / nullif(c.were, 0) AS same,
    c.were::float8 / nullif(c.could_be, 0) AS reassessed
FROM territory AS t
LEFT JOIN counted AS c ON c.territory_id = t.id

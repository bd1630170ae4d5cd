-- The profiles of a layer, from its events.
INSERT INTO derived_profile (layer, sign, person, residence, age_band, activity, known_from, known_until)
SELECT
    {layer:UInt64}, sign, person, residence, age_band, activity,
    day AS known_from,
    leadInFrame(day, 1, toDate('2149-06-06')) OVER (PARTITION BY sign, person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS known_until
FROM
(
    SELECT *, lagInFrame((residence, age_band, activity)) OVER days AS before
    FROM
    (
        SELECT
            sign,
            person,
            day,
            ifNull(last_value(residence_said) IGNORE NULLS OVER days, 'unknown') AS residence,
            ifNull(last_value(age_band_said) IGNORE NULLS OVER days, 'unknown') AS age_band,
            ifNull(last_value(activity_said) IGNORE NULLS OVER days, 'unknown') AS activity
        FROM
        (
            SELECT
                sign,
                person,
                day,
                minOrNullIf(toString(residence), residence != '') AS residence_said,
                minOrNullIf(toString(age_band), age_band != '') AS age_band_said,
                minOrNullIf(toString(activity), activity != '') AS activity_said
            FROM layer_encounter(layer = {layer:UInt64})
            WHERE person % {parts:UInt8} = {part:UInt8}
            GROUP BY sign, person, day
        )
        WINDOW days AS (PARTITION BY sign, person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    WINDOW days AS (PARTITION BY sign, person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
WHERE (residence, age_band, activity) != before

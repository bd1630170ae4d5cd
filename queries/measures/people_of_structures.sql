-- How many people were helped, by structure, in several periods, less those of their whole months. A period is its first day, the one
-- after its last, and the same of its whole months.
SELECT
    'structure' AS scope,
    'persons' AS measure,
    toString(structure) AS key,
    toUInt8(0) AS days,
    sumForEach(arrayMap((all, inside) -> sign * ((all > 0) - (inside > 0)), seen, seen_inside)) AS sums
FROM
(
    SELECT
        layer, sign, structure, person,
        sumForEach(arrayMap(period -> day >= period.1 AND day < period.2, {periods:Array(Tuple(Date, Date, Date, Date))})) AS seen,
        sumForEach(arrayMap(period -> day >= period.3 AND day < period.4, {periods:Array(Tuple(Date, Date, Date, Date))})) AS seen_inside
    FROM
    (
        SELECT layer, sign, structure, person, day
        FROM derived_event
        WHERE layer IN {layers:Array(UInt64)} AND kind = 'attendance' AND audience = 'public' AND person != 0
            AND day >= {first:Date} AND day < {until:Date}
            AND ('structure' IN {whole:Array(String)} OR ('structure', structure) IN {keys:Array(Tuple(String, String))})
        UNION ALL
        SELECT layer, sign, structure, person, day
        FROM derived_standing
        WHERE layer IN {layers:Array(UInt64)} AND kind = 'attendance' AND audience = 'public' AND person != 0
            AND day >= {first:Date} AND day < {until:Date}
            AND ('structure' IN {whole:Array(String)} OR ('structure', structure) IN {keys:Array(Tuple(String, String))})
    )
    GROUP BY layer, sign, structure, person
)
GROUP BY structure

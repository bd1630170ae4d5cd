-- What people's levels and what became of them add up to, by structure, in several periods, less their whole months. A period is its
-- first day, the one after its last, and the same of its whole months.
WITH
    ['unable', 'beginner', 'intermediate', 'autonomous', 'higher', 'same', 'lower', 'due'] AS names,
    -- Which measure; it counts in a period that begins on the second or before and ends after the third, until the next assessment.
    [
        (toUInt8(level), toDate('2149-06-01'), day),
        (if(first_level < 4 AND day >= first_day + 14, multiIf(level > first_level, 5, level = first_level, 6, 7), 0), day, day),
        (if(first_level < 4, 8, 0), toDate('2149-06-01'), greatest(day, first_day + 13))
    ] AS numbers
SELECT
    'structure' AS scope,
    names[number.1] AS measure,
    toString(structure) AS key,
    toUInt8(0) AS days,
    sumForEach(arrayMap(
        period -> sign * ((number.2 >= period.1 AND number.3 < period.2 AND next_day >= period.2)
            - (number.2 >= period.3 AND number.3 < period.4 AND next_day >= period.4)),
        {periods:Array(Tuple(Date, Date, Date, Date))})) AS sums
FROM derived_assessment
ARRAY JOIN numbers AS number
PREWHERE day IN {before:Array(Date)} OR day IN {behind:Array(Date)} OR next_day IN {behind:Array(Date)} OR first_day + 13 IN {behind:Array(Date)}
WHERE layer IN {layers:Array(UInt64)} AND ('structure' IN {whole:Array(String)} OR ('structure', structure) IN {keys:Array(Tuple(String, String))})
    AND has(arrayMap(measure -> indexOf(names, measure), {measures:Array(String)}), number.1) AND number.3 < next_day
GROUP BY number.1, key

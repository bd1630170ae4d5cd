-- How far people have got, by the structure that assessed them first, of those first assessed in several periods, less those of their
-- whole months. A period is its first day, the one after its last, and the same of its whole months.
SELECT
    'structure' AS scope,
    one.1 AS measure,
    toString(structure) AS key,
    toUInt8(0) AS days,
    sumForEach(arrayMap(
        period -> sign * ((first_day >= period.1 AND first_day < period.2) - (first_day >= period.3 AND first_day < period.4)),
        {periods:Array(Tuple(Date, Date, Date, Date))})) AS sums
FROM derived_journey
ARRAY JOIN [('assessed', 0), ('referred', 1), ('attended', 2), ('reassessed', 3), ('progressed', 4)] AS one
WHERE layer IN {layers:Array(UInt64)} AND next_day = toDate('2149-06-06') AND step >= one.2 AND one.1 IN {measures:Array(String)}
    AND first_day >= {first:Date} AND first_day < {until:Date} AND (first_day IN {before:Array(Date)} OR first_day IN {behind:Array(Date)})
    AND ('structure' IN {whole:Array(String)} OR ('structure', structure) IN {keys:Array(Tuple(String, String))})
GROUP BY measure, key

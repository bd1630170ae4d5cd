-- What the measures of a scope add up to, by key, in the whole months of several periods. A period is its first day, the one after its
-- last, and the same of its whole months.
SELECT
    toString(scope) AS scope,
    toString(measure) AS measure,
    toString(key) AS key,
    days,
    sumForEach(arrayMap(
        period -> number * (month >= period.3 AND since < period.4),
        {periods:Array(Tuple(Date, Date, Date, Date))})) AS sums
FROM derived_measure
WHERE layer IN {layers:Array(UInt64)} AND (scope, measure) IN {asked:Array(Tuple(String, String))}
    AND month >= {first:Date} AND since < {until:Date}
    AND (scope IN {whole:Array(String)} OR (scope, key) IN {keys:Array(Tuple(String, String))})
GROUP BY scope, measure, key, days

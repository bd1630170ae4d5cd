-- What measures of several scopes add up to, by key, in several periods, less their whole months. A period is its first day, the one
-- after its last, and the same of its whole months.
SELECT
    toString(scope) AS scope,
    toString(measure) AS measure,
    toString(key) AS key,
    toUInt8(0) AS days,
    sumForEach(arrayMap(
        period -> number * ((day >= period.1 AND since < period.2) - (day >= period.3 AND since < period.4)),
        {periods:Array(Tuple(Date, Date, Date, Date))})) AS sums
FROM derived_measure_daily
WHERE layer IN {layers:Array(UInt64)} AND (scope, measure) IN {asked:Array(Tuple(String, String))}
    AND day >= {first:Date} AND since < {until:Date}
    -- All others say the same of a period and of its whole months.
    AND (day IN {before:Array(Date)} OR since IN {behind:Array(Date)})
    AND (scope IN {whole:Array(String)} OR (scope, key) IN {keys:Array(Tuple(String, String))})
GROUP BY scope, measure, key

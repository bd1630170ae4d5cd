-- What the measures of a scope add up to, by key, in each of several periods of whole months.
SELECT
    toString(measure) AS measure,
    toString(key) AS key,
    days,
    sumForEach(arrayMap(period -> number * (month >= period.1 AND since < period.2), {periods:Array(Tuple(Date, Date))})) AS sums
FROM derived_measure
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND scope = {scope:String} AND measure IN {measures:Array(String)}
    AND month >= {first:Date} AND since < {until:Date}
    AND (empty({keys:Array(String)}) OR key IN {keys:Array(String)})
GROUP BY measure, key, days

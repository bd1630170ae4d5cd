-- How many events each structure has in each of several periods.
SELECT
    toString(structure) AS structure,
    sumForEach(arrayMap(
        period -> arraySum(arraySlice(
            events, 1 + greatest(period.1 - month, 0), greatest(period.2 - greatest(period.1, month), 0))),
        {periods:Array(Tuple(Date, Date))})) AS sums
FROM derived_activity_month
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND month >= toStartOfMonth({first:Date}) AND month < {until:Date}
GROUP BY structure

-- How many referrals went from one structure to another in each of several periods of whole months.
SELECT
    toString(from_structure) AS from_structure,
    toString(to_structure) AS to_structure,
    sumForEach(arrayMap(period -> referrals * (month >= period.1 AND month < period.2), {periods:Array(Tuple(Date, Date))})) AS sums
FROM derived_pair
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND month >= {first:Date} AND month < {until:Date}
GROUP BY from_structure, to_structure

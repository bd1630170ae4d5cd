-- How many referrals went from one structure to another in each of several periods, whatever days they begin and end on.
SELECT
    toString(from_structure) AS from_structure,
    toString(to_structure) AS to_structure,
    sumForEach(arrayMap(period -> sign * (sent_on >= period.1 AND sent_on < period.2), {periods:Array(Tuple(Date, Date))})) AS sums
FROM derived_referral
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sent_on >= {first:Date} AND sent_on < {until:Date}
GROUP BY from_structure, to_structure

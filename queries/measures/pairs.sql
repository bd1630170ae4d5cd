-- How many referrals went from one structure to another in each month that some days are in, as the number of its first day since
-- 1970-01-01, in one layer.
SELECT
    toString(from_structure) AS from_structure,
    toString(to_structure) AS to_structure,
    toString(groupArray(toUInt16(month))) AS times,
    toString(groupArray(referrals)) AS numbers
FROM derived_pair
WHERE layer = {layer:UInt64} AND month >= toStartOfMonth({first:Date}) AND month < {until:Date}
GROUP BY from_structure, to_structure

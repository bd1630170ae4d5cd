-- How many referrals went from one structure to another on each of some days, as its number since 1970-01-01, in one layer.
SELECT
    toString(from_structure) AS from_structure,
    toString(to_structure) AS to_structure,
    toString(groupArray(toUInt16(sent_on))) AS times,
    toString(groupArray(sign)) AS numbers
FROM derived_referral
WHERE layer = {layer:UInt64} AND sent_on >= {first:Date} AND sent_on < {until:Date} AND (sent_on IN {before:Array(Date)} OR sent_on IN {behind:Array(Date)})
GROUP BY from_structure, to_structure

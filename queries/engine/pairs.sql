-- How many referrals each structure of the registry sent to each other one in each year, the first of the territories where it was on those days, and
-- what tells them apart: the number that cells.sql has for the same referrals.
SELECT
    toYear(day) AS year, toString(structure) AS sender, toString(to_structure) AS receiver, toString(min(territory)) AS at,
    toInt64(sum(heads * weight)) AS referrals, groupBitXor(sipHash64(person, day, structure, heads, weight, seen)) AS records
FROM measure_referrals_sent
GROUP BY year, sender, receiver
ORDER BY year, sender, receiver

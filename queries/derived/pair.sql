-- How many referrals of a layer went from one structure to another in each month.
INSERT INTO derived_pair (layer, month, from_structure, to_structure, referrals)
SELECT {layer:UInt64}, toStartOfMonth(sent_on) AS month, from_structure, to_structure, sum(sign) AS referrals
FROM derived_referral
WHERE layer = {layer:UInt64}
GROUP BY month, from_structure, to_structure
HAVING referrals != 0

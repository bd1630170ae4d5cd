-- The waits of the people whose referrals were sent on some days, as the measure "waited" has them of whole months; of an area those
-- sent from its territories.
SELECT
    'waited' AS measure,
    multiIf({scope:String} = 'territory', toString(territory_key), {scope:String} = 'structure', toString(from_structure), '') AS key,
    waited AS days,
    [sum(sign)] AS sums
FROM derived_referral
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sent_on >= {first:Date} AND sent_on < {until:Date} AND person != 0 AND to_structure != ''
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
GROUP BY key, days

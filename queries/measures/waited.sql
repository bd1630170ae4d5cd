-- How many people's referrals that were sent on some days have waited how many days, in one layer, as the measure "waited" has them
-- of whole months; of an area those sent from its territories.
SELECT
    multiIf({scope:String} = 'territory', toString(territory_key), {scope:String} = 'structure', toString(from_structure), {area:String}) AS key,
    waited AS days,
    sum(sign) AS referrals
FROM derived_referral
WHERE layer = {layer:UInt64} AND sent_on >= {first:Date} AND sent_on < {until:Date} AND person != 0 AND to_structure != ''
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
GROUP BY key, days

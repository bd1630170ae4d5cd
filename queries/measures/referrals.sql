-- How many people's referrals have waited how many days, by key, of those sent on the days of several periods that are not in their
-- whole months. A period is its first day, the one after its last, and the same of its whole months.
SELECT
    'waited' AS measure,
    multiIf(
        {scope:String} = 'territory', toString(territory_key),
        {scope:String} = 'structure', toString(from_structure),
        {scope:String} = 'area', {keys:Array(String)}[1],
        '') AS key,
    waited AS days,
    sumForEach(arrayMap(
        period -> sign * ((sent_on >= period.1 AND sent_on < period.2) - (sent_on >= period.3 AND sent_on < period.4)),
        {periods:Array(Tuple(Date, Date, Date, Date))})) AS sums
FROM derived_referral
WHERE layer IN {layers:Array(UInt64)} AND person != 0 AND to_structure != ''
    AND sent_on >= {first:Date} AND sent_on < {until:Date} AND (sent_on IN {before:Array(Date)} OR sent_on IN {behind:Array(Date)})
    AND ({scope:String} != 'area' OR territory IN {territories:Array(String)})
    AND ({scope:String} != 'territory' OR empty({keys:Array(String)}) OR territory_key IN {keys:Array(String)})
    AND ({scope:String} != 'structure' OR empty({keys:Array(String)}) OR from_structure IN {keys:Array(String)})
GROUP BY key, days

-- How many people's referrals have waited how many days, by key of several scopes, of those sent in several periods, less those of their
-- whole months. A period is its first day, the one after its last, and the same of its whole months.
WITH
    {keys:Array(Tuple(String, String))} AS some
SELECT
    at.1 AS scope,
    'waited' AS measure,
    at.2 AS key,
    waited AS days,
    sumForEach(arrayMap(
        period -> sign * ((sent_on >= period.1 AND sent_on < period.2) - (sent_on >= period.3 AND sent_on < period.4)),
        {periods:Array(Tuple(Date, Date, Date, Date))})) AS sums
FROM derived_referral
ARRAY JOIN arrayFilter(
    one -> has({whole:Array(String)}, one.1) OR has(some, one),
    [
        ('total', ''), ('territory', toString(territory_key)), ('structure', toString(from_structure)),
        ('area', if(territory IN {territories:Array(String)}, arrayFirst(one -> one.1 = 'area', some).2, ''))
    ]) AS at
WHERE layer IN {layers:Array(UInt64)} AND person != 0 AND to_structure != ''
    AND sent_on >= {first:Date} AND sent_on < {until:Date} AND (sent_on IN {before:Array(Date)} OR sent_on IN {behind:Array(Date)})
GROUP BY scope, key, days

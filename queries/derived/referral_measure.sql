-- The waits of the referred people of a layer, by the month of sending and by the place of the sender.
INSERT INTO derived_measure (layer, scope, measure, key, days, month, since, number, records_x)
SELECT
    {layer:UInt64}, at.1 AS scope, 'waited', at.2 AS key, waited, toStartOfMonth(sent_on) AS month, month,
    sum(sign) AS number, groupBitXor(referral) AS records_x
FROM derived_referral AS r
LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = r.territory
ARRAY JOIN arrayConcat(
    [('total', ''), ('territory', toString(territory_key)), ('structure', toString(from_structure))],
    arrayMap(area -> ('area', toString(area)), a.areas)) AS at
WHERE r.layer = {layer:UInt64} AND person != 0 AND to_structure != ''
GROUP BY scope, key, waited, month
HAVING number != 0 OR records_x != 0

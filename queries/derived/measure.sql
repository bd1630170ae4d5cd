-- The measures of a layer by months, from those by days.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT
    {layer:UInt64}, scope, measure, key, toStartOfMonth(day) AS month, toStartOfMonth(d.since) AS since,
    sum(d.number) AS number, groupBitXor(d.records_x) AS records_x
FROM derived_measure_daily AS d
WHERE layer = {layer:UInt64}
GROUP BY scope, measure, key, month, since
HAVING number != 0 OR records_x != 0

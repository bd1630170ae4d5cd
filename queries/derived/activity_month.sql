-- How many events each structure has on each day of a month, in a layer, from its days.
INSERT INTO derived_activity_month (layer, structure, month, events)
SELECT {layer:UInt64}, structure, toStartOfMonth(day) AS month, sumResample(1, 32, 1)(events, toDayOfMonth(day))
FROM derived_activity
WHERE layer = {layer:UInt64}
GROUP BY structure, month

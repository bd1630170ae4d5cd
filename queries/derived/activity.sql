-- How many events each structure has on each day, in a layer.
INSERT INTO derived_activity (layer, structure, day, events)
SELECT {layer:UInt64}, structure, day, sum(sign) AS events
FROM derived_event
WHERE layer = {layer:UInt64}
GROUP BY structure, day
HAVING events != 0

-- How many events each structure has on each day, by how late they came, in a layer.
INSERT INTO derived_activity (layer, structure, day, late, events)
SELECT {layer:UInt64}, structure, day, late, sum(sign) AS events
FROM derived_event
WHERE layer = {layer:UInt64}
GROUP BY structure, day, late
HAVING events != 0

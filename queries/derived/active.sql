-- On which days of a month each structure has events, in a layer; in a correction of the months in which something has changed.
INSERT INTO derived_active (layer, structure, month, days)
SELECT {layer:UInt64}, structure, month, sum(if(number > 0, bitShiftLeft(toUInt32(1), toDayOfMonth(day) - 1), 0))
FROM
(
    SELECT structure, day, toStartOfMonth(day) AS month, sum(events) AS number
    FROM derived_activity
    WHERE layer IN ({base:UInt64}, {layer:UInt64})
        AND (structure, month) IN (SELECT structure, toStartOfMonth(day) FROM derived_activity WHERE layer = {layer:UInt64})
    GROUP BY structure, day
)
GROUP BY structure, month

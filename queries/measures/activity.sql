-- On which days each structure has events: of each month, as the number of its first day since 1970-01-01, a bit a day.
SELECT
    toString(structure) AS structure,
    toString(groupArray(toUInt16(month))) AS months,
    toString(groupArray(active)) AS days
FROM
(
    SELECT structure, month, argMax(days, layer) AS active
    FROM derived_active
    WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND month >= toStartOfMonth({first:Date}) AND month < {until:Date}
    GROUP BY structure, month
)
GROUP BY structure

-- On which days each structure has events, as one layer has it: of each month, as the number of its first day since 1970-01-01, a bit
-- a day.
SELECT
    toString(structure) AS structure,
    toString(groupArray(toUInt16(month))) AS months,
    toString(groupArray(days)) AS days
FROM derived_active
WHERE layer = {layer:UInt64} AND month >= toStartOfMonth({first:Date}) AND month < {until:Date}
GROUP BY structure

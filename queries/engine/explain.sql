-- How many rows of a measure count in a window at a place or of a structure, of which days, and in how many structures they are.
SELECT count() AS rows, min(day) AS first_day, max(day) AS last_day, uniqExact(structure) AS structures
FROM {measure:Identifier}
WHERE day >= {from:Date} AND since < {to:Date} AND {to:Date} <= until AND seen <= {as_of:Date} AND {as_of:Date} < unseen AND field = ''
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})

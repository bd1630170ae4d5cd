-- How many rows of a measure count in a window, at a place and of a structure ('': anywhere, of any), of which days, and in how many
-- structures they are.
SELECT count() AS rows, min(day) AS first_day, max(day) AS last_day, uniqExact(structure) AS structures
FROM {measure:Identifier}
WHERE day >= {from:Date} AND day < {to:Date} AND since < {to:Date} AND {to:Date} <= until
    AND seen <= {as_of:Date} AND {as_of:Date} < unseen AND field = ''
    AND {place:String} IN ('', place) AND {structure:String} IN ('', structure)

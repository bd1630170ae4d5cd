-- What kinds of events a correction is about.
SELECT toString(kind) AS kind
FROM derived_event
WHERE layer = {layer:UInt64}
UNION DISTINCT
SELECT toString(kind) AS kind
FROM derived_standing
WHERE layer = {layer:UInt64}

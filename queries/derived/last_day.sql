-- The latest day of all events of some layers.
SELECT max(day)
FROM derived_event
WHERE layer IN ({base:UInt64}, {correction:UInt64})

-- The latest day of all events of some layers. What a correction takes back is of days of its base, so that sums which come to nothing
-- and are left out hide no later day.
SELECT max(day)
FROM derived_activity
WHERE layer IN ({base:UInt64}, {correction:UInt64})

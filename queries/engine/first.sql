-- The first day of any event; the epoch where there is none.
SELECT min(day) FROM activity

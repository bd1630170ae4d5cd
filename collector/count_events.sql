-- How many rows of events there are, about: rows of one identity may be several.
SELECT count()
FROM event

-- What areas of the editions that are whole hold, where that changed.
SELECT edition, toString(kind) AS kind, toString(area) AS area, members::Array(String) AS members, since
FROM published_area
WHERE edition IN (SELECT number FROM edition)
ORDER BY edition, kind, area

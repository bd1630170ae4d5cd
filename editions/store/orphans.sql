-- The editions that a cut has left which did not end.
SELECT DISTINCT edition
FROM (SELECT edition FROM published_cell UNION ALL SELECT edition FROM published_window UNION ALL SELECT edition FROM published_area)
WHERE edition NOT IN (SELECT number FROM edition)

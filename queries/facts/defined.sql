-- Which of the tables and views that facts and measures are defined by are there.
SELECT groupArray(name)
FROM system.tables
WHERE database = currentDatabase() AND name IN {names:Array(String)}

-- What facts and measures are defined by: the tables of the facts, and all views but those of migrations/. Views come first.
SELECT name, endsWith(engine, 'View') AS view
FROM system.tables
WHERE database = currentDatabase() AND
    (startsWith(name, 'fact_') AND name != 'fact_build' OR startsWith(name, 'worked_') OR startsWith(name, 'measure_') OR name IN {names:Array(String)})
ORDER BY view DESC, name

-- The tables beside event in which rows name persons: they are worked out from it.
SELECT table
FROM system.columns
WHERE database = currentDatabase() AND name = 'person' AND type = 'FixedString(16)' AND table != 'event'
  AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree%')

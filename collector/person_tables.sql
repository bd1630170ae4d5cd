-- The tables beside event in which rows name persons: the facts, by the first 64 bits of the pseudonym.
SELECT table
FROM system.columns
WHERE database = currentDatabase() AND name = 'person' AND type = 'UInt64'
  AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree%')

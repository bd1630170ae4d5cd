-- The state of the data, as numbers that change with every event and with every change of the registry, and with nothing
-- else. Each insert takes a higher block number and each mutation a higher version, and merging parts changes neither: all of
-- that is known without reading a table.
SELECT
    sum(if(table = 'event', state, 0)) AS events,
    sum(if(table = 'event', 0, state)) AS registry
FROM
(
    SELECT table, cityHash64(table, max(max_block_number), max(data_version)) AS state
    FROM system.parts
    WHERE database = currentDatabase() AND active
        AND table IN ('event', 'territory', 'territory_group', 'structure_snapshot', 'structure_attachment')
    GROUP BY table
)

-- The state of the data, as numbers that change with every event and with every change of the registry, and with nothing
-- else; all of it is known without reading a table. Each insert takes a higher block number, each mutation (an erasure)
-- leaves its number on the parts, and merging parts changes neither. (The data_version of a part that no mutation has
-- touched is its first block, which merging does change: it is left out.)
SELECT
    sum(if(table = 'event', state, 0)) AS events,
    sum(if(table = 'event', 0, state)) AS registry,
    -- What the standing events were built from; 0 where there are none.
    (SELECT max(built_from) FROM (SELECT built_from FROM standing_event LIMIT 1)) AS standing
FROM
(
    SELECT table, cityHash64(table, max(max_block_number), maxIf(data_version, data_version != min_block_number)) AS state
    FROM system.parts
    WHERE database = currentDatabase() AND active
        AND table IN ('event', 'territory', 'territory_group', 'structure_snapshot', 'structure_attachment')
    GROUP BY table
)

-- The state of the data, as numbers that change with every event and with every change of the registry; all of it is known without reading a
-- table, but for the last build of the facts. Each insert takes a higher block number, each mutation (an erasure) leaves its number
-- on the parts, and merging parts changes neither. (The data_version of a part that no mutation has touched is its first block,
-- which merging does change: it is left out.)
SELECT
    sumIf(state, table = 'event') AS events,
    sumIf(mutated, table = 'event') AS erased,
    sumIf(state, table != 'event') AS registry,
    sumIf(kept, table = 'event') AS rows
FROM
(
    SELECT
        table,
        toUInt64(max(max_block_number)) AS newest,
        toUInt64(maxIf(data_version, data_version != min_block_number)) AS mutated,
        sum(rows) AS kept,
        cityHash64(table, newest, mutated) AS state
    FROM system.parts
    WHERE database = currentDatabase() AND active
        AND table IN ('event', 'territory', 'territory_outline', 'territory_group', 'structure_snapshot', 'snapshot_attachment', 'exclusion', 'structure_alias',
            'structure_merge', 'setting',
            'call_snapshot', 'project_snapshot', 'campaign_snapshot', 'need_rate_snapshot', 'age_structure_snapshot',
            'plan_measure', 'body', 'structure_membership', 'animator')
    GROUP BY table
)

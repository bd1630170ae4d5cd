-- The layers that nobody needs any more: not the last states, and no base that the present one may move to. Their numbers are instants, in
-- microseconds. One that nothing is known of may be being filled, and is left for longer.
WITH
    states AS (SELECT number, arrayJoin([base, correction, places]) AS layer FROM derived_state),
    present AS (SELECT base, erased, attached FROM derived_state ORDER BY number DESC LIMIT 1),
    toUInt64OrZero(partition) AS layer
SELECT DISTINCT table, partition
FROM system.parts
WHERE database = currentDatabase() AND active AND startsWith(table, 'derived_') AND table NOT IN ('derived_state', 'derived_base')
    AND layer NOT IN
    (
        SELECT layer FROM states WHERE number IN (SELECT number FROM derived_state ORDER BY number DESC LIMIT {states:UInt64})
        UNION ALL
        SELECT arrayJoin([base, places])
        FROM derived_base
        WHERE base > (SELECT base FROM present) AND (erased, attached) IN (SELECT erased, attached FROM present)
    )
    AND layer < toUnixTimestamp64Micro(now64(6)) - if(
        layer IN (SELECT layer FROM states UNION ALL SELECT arrayJoin([base, places]) FROM derived_base),
        {spent:UInt64}, {unknown:UInt64})

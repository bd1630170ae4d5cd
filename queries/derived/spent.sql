-- The layers that no state of the last minute needs: not the last states', nor those that may be being filled now
-- (their numbers are instants, in microseconds).
SELECT DISTINCT table, partition
FROM system.parts
WHERE database = currentDatabase() AND active AND startsWith(table, 'derived_') AND table != 'derived_state'
    AND toUInt64(partition) < toUnixTimestamp64Micro(now64(6)) - {microseconds:UInt64}
    AND toUInt64(partition) NOT IN
    (
        SELECT arrayJoin([base, correction, places])
        FROM (SELECT base, correction, places FROM derived_state ORDER BY number DESC LIMIT {states:UInt64})
    )

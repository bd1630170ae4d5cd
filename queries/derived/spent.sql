-- The layers that no state of the last minute needs: not the last three states', nor those that may be being filled now
-- (their numbers are instants, in microseconds).
SELECT DISTINCT table, partition
FROM system.parts
WHERE database = currentDatabase() AND active AND startsWith(table, 'derived_') AND table != 'derived_state'
    AND toUInt64(partition) < toUnixTimestamp64Micro(now64(6)) - {microseconds:UInt64}
    AND toUInt64(partition) NOT IN
    (
        SELECT arrayJoin([base, correction, places])
        FROM derived_state
        WHERE number + {states:UInt64} > (SELECT max(number) FROM derived_state)
    )

-- Whether the lock was left by a process that died: no build takes so long, and none goes on from before the engine was started.
SELECT count() > 0
FROM system.tables
WHERE database = currentDatabase() AND name = 'facts_lock'
    AND dateDiff('second', metadata_modification_time, now()) > least(uptime(), {seconds:UInt32})

-- Whether a lock was left by a process that died: nobody holds one for so long.
SELECT count() > 0
FROM system.tables
WHERE database = currentDatabase() AND name = {name:String}
    AND dateDiff('second', metadata_modification_time, now()) > {seconds:UInt32}

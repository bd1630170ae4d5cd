-- Whether the lock still holds its row, and since how many seconds by the server's clock.
SELECT count() > 0 AS held, toInt64(dateDiff('second', min(taken_at), now())) AS seconds
FROM migration_lock

-- A table in memory: its row is gone once the engine has been restarted, so a lock without a row is a dead run's.
CREATE TABLE migration_lock ENGINE = Memory AS SELECT now() AS taken_at

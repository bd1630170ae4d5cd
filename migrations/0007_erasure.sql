-- +goose Up
-- The events that were erased with the person they were about, so that sending them again revives nothing. Rows are only
-- ever added, so their number tells whether there are new ones. The same rows are in a file outside the backups
-- (erasures.list), and a restored warehouse gets them back from there.
CREATE TABLE IF NOT EXISTS erased_event /*ON CLUSTER*/
(
    identity  FixedString(16) COMMENT 'of the event that was erased',
    receipt   FixedString(16) COMMENT 'of the erasure',
    erased_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The erasures that were asked for: one row when each is begun, one when it is done. The mark says whose events a collector
-- may no longer bring here that were received up to the instant, and says it only to who comes with the pseudonym and has
-- the network key.
CREATE TABLE IF NOT EXISTS erasure /*ON CLUSTER*/
(
    receipt    FixedString(16) COMMENT 'random',
    mark       FixedString(16) COMMENT 'keyed hash of the pseudonym',
    asked_at   DateTime64(9, 'UTC') COMMENT 'events received up to this instant are erased, later ones are kept',
    state      Enum8('begun' = 1, 'done' = 2),
    events     UInt64 COMMENT 'erased from the warehouse',
    spooled    UInt64 COMMENT 'erased from the spool of the collector that was asked',
    changed_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (receipt, state)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

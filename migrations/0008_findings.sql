-- +goose Up
-- What collectors find wrong and no figure counts, for the page /quality. They write it when they can; written twice it is
-- the same. Nothing here is about a person, and nothing of a rejected event's values is kept.

-- Events that the warehouse refuses for good. Each waits in the spool of its collector, which tries it again when it starts.
CREATE TABLE IF NOT EXISTS parked_event /*ON CLUSTER*/
(
    identity    FixedString(16) COMMENT 'keyed hash of source and id',
    error       Int32 COMMENT 'ClickHouse''s number of the error; 0: the driver could not write the event for the table',
    kind        LowCardinality(String),
    source      LowCardinality(String),
    structure   LowCardinality(String),
    received_at DateTime64(3, 'UTC'),
    found_at    DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(found_at)
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Events that came to two collectors with different bodies, each before it could know of the other's: the first received
-- counts, as always, and neither answer could call it a conflict. What is said is of the one that counted when it was found.
CREATE TABLE IF NOT EXISTS late_conflict /*ON CLUSTER*/
(
    identity    FixedString(16) COMMENT 'keyed hash of source and id',
    kind        LowCardinality(String),
    source      LowCardinality(String),
    structure   LowCardinality(String),
    day         Date COMMENT 'Europe/Paris',
    received_at DateTime64(3, 'UTC'),
    found_at    DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(found_at)
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- How many events were rejected on a day for one reason. Each run of a collector has rows of its own, which only grow.
CREATE TABLE IF NOT EXISTS rejection /*ON CLUSTER*/
(
    day     Date COMMENT 'on which they came, Europe/Paris',
    source  LowCardinality(String) COMMENT 'of the token',
    kind    LowCardinality(String) COMMENT 'empty where it could not be read',
    field   LowCardinality(String) COMMENT 'of the first fault; one of the fields of the events, empty for the event as a whole',
    code    LowCardinality(String),
    counter UInt64 COMMENT 'the run that counted',
    events  UInt64
)
ENGINE = /*Replicated*/ReplacingMergeTree(events)
ORDER BY (day, source, kind, field, code, counter)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

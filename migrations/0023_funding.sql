-- +goose Up
-- What is imported from files of the committee, one row a state of a record: a re-import that changes nothing adds none, and no state is ever
-- lost. Columns are those of the files. Money is in cents of a euro.
CREATE TABLE IF NOT EXISTS call_snapshot /*ON CLUSTER*/
(
    code        String,
    title       String,
    funders     Array(Tuple(of String, cents Int64)) COMMENT 'with their part of the budget; 0 where it is not said',
    budget      Int64,
    opens_on    Nullable(Date),
    closes_on   Nullable(Date) COMMENT 'last day of applications',
    ceilings    Array(Tuple(of String, cents Int64)) COMMENT 'most that may be granted in a territory',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS project_snapshot /*ON CLUSTER*/
(
    code            String COMMENT 'as events name it',
    call            String,
    structure       String,
    title           String,
    stages          Array(Tuple(stage LowCardinality(String), day Date)),
    requested       Nullable(Int64),
    granted         Nullable(Int64) COMMENT 'by the call',
    payments        Array(Tuple(day Date, cents Int64, funder String)) COMMENT 'empty funder: those of the call',
    spent           Nullable(Int64),
    cofunders       Array(Tuple(of String, cents Int64)) COMMENT 'and what they grant beside the call',
    fte             Nullable(Float64) COMMENT 'full-time equivalents that are paid for',
    services_bought Array(Tuple(service String, quantity UInt32)),
    starts_on       Nullable(Date),
    ends_on         Nullable(Date) COMMENT 'its last day',
    target_people   Nullable(UInt32),
    territories     Array(String),
    report_due      Nullable(Date),
    report_received Nullable(Date),
    imported_at     DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS campaign_snapshot /*ON CLUSTER*/
(
    code        String,
    title       String,
    territories Array(String) COMMENT 'empty: the whole network',
    starts_on   Nullable(Date),
    ends_on     Nullable(Date) COMMENT 'its last day',
    target      Nullable(UInt32) COMMENT 'volunteers',
    candidates  Nullable(UInt32),
    engaged     Nullable(UInt32),
    active      Nullable(UInt32),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS training_snapshot /*ON CLUSTER*/
(
    code        String,
    body        String COMMENT 'that declares it',
    title       String,
    territory   String,
    starts_on   Nullable(Date),
    ends_on     Nullable(Date) COMMENT 'its last day',
    trainees    Array(Tuple(trainee LowCardinality(String), helpers UInt32)),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS need_rate_snapshot /*ON CLUSTER*/
(
    territory   String,
    year        UInt16,
    rate        Float64 COMMENT 'share of residents in need, 0 to 1',
    source      String,
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (territory, year, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS age_structure_snapshot /*ON CLUSTER*/
(
    territory   String,
    year        UInt16,
    groups      Array(Tuple(from UInt8, to UInt8, residents UInt32)) COMMENT 'ages, both included; 255: and older',
    source      String,
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (territory, year, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS zone_snapshot /*ON CLUSTER*/
(
    code        String,
    name        String,
    kind        LowCardinality(String) COMMENT 'QPV, FRR, …',
    territories Array(String),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

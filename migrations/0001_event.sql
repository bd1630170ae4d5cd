-- +goose Up
-- Every event the collector has acknowledged, one row each, for ever until erased. A batch is one part (no partitions), so it
-- lands whole or not at all; rows are found by identity, which is how the collector recognises what it already has.
-- Of rows with one identity, the first received wins: precedence grows as received_at gets earlier.
CREATE TABLE IF NOT EXISTS event /*ON CLUSTER*/
(
    identity       FixedString(16) COMMENT 'keyed hash of source and id',
    record         FixedString(16) COMMENT 'keyed hash of source and data.record (default: the id); of a retraction, the record it retracts',
    revision       UInt64,
    edits          Bool COMMENT 'data.record was given and is not the event''s own id: another event may stand for the same record',
    body           FixedString(16) COMMENT 'keyed hash of the normalised body: tells a repetition from a conflict',
    kind           Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4),
    source         LowCardinality(String),
    day            Date COMMENT 'Europe/Paris',
    received_at    DateTime64(3, 'UTC'),
    precedence     UInt64,

    structure      LowCardinality(String) COMMENT 'whose activity it is; of a referral, the structure it comes from',
    person         FixedString(16) COMMENT 'pseudonym; zero bytes where no person is named',
    residence      LowCardinality(String),
    age_band       LowCardinality(String),
    activity       LowCardinality(String),
    services       Array(LowCardinality(String)),

    level          Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    score          Nullable(Float64) COMMENT '0 to 100',
    tool           LowCardinality(String),
    equipment_known Bool,
    equipment      Array(LowCardinality(String)),
    connects       LowCardinality(String),
    offline_reason LowCardinality(String),
    barriers       Array(LowCardinality(String)),
    wants          Array(LowCardinality(String)),

    referral       FixedString(16) COMMENT 'keyed hash of the source that opened the referral and of its id; zero bytes where there is none',
    status         Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4) COMMENT 'numbered in the order that settles ties on one day',
    to_structure   LowCardinality(String),
    to_kind        LowCardinality(String),
    decline_reason LowCardinality(String),

    offsite        Bool,
    place          LowCardinality(String) COMMENT 'territory where it took place, if elsewhere than the structure',
    format         LowCardinality(String),
    minutes        UInt16,
    participants   UInt8 COMMENT 'anonymous people; 0 where a person is named',
    returning      UInt8 COMMENT 'of the participants, those who had come before',
    age_bands      Map(LowCardinality(String), UInt8) COMMENT 'margin of the participants',
    activities     Map(LowCardinality(String), UInt8) COMMENT 'margin of the participants',
    first          Bool,
    procedures     Array(LowCardinality(String)),
    aids           Array(LowCardinality(String)),
    session        FixedString(16),
    project        LowCardinality(String),
    helper         LowCardinality(String),
    audience       LowCardinality(String),
    trainee        LowCardinality(String),
    heard_from     LowCardinality(String)
)
ENGINE = /*Replicated*/ReplacingMergeTree(precedence)
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

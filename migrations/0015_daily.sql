-- +goose Up
-- The measures of derived_measure by days: what figures of any days are added up from, and the measures by months of these scopes. A
-- number counts in a period that begins on {day} or before and ends after {since}; what counts only until a later day is taken back
-- there. So somebody helped on several days of a period is counted on the last of them only. Not here, because they would take too
-- much room: measures by structure, and "waited". Numbers of a correction are to be added to those of its base.
CREATE TABLE IF NOT EXISTS derived_measure_daily /*ON CLUSTER*/
(
    layer     UInt64,
    scope     LowCardinality(String),
    measure   LowCardinality(String),
    key       LowCardinality(String),
    day       Date COMMENT '2149-06-01: whenever the period begins',
    since     Date,
    number    SimpleAggregateFunction(sum, Int64),
    records_x SimpleAggregateFunction(groupBitXor, UInt64) COMMENT 'XOR of the record keys of what is counted; 0 for minutes'
)
ENGINE = AggregatingMergeTree
PARTITION BY layer
ORDER BY (scope, measure, key, day, since)
SETTINGS default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 1048576;

-- Layers are written once, and not for long: to merge large parts of them takes longer than it saves. Where rows say the same they are
-- brought together once, when a layer has all of them (queries/derived/daily_merge.sql).
ALTER TABLE derived_profile /*ON CLUSTER*/ MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 16777216;

ALTER TABLE derived_referral /*ON CLUSTER*/ MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 16777216;

ALTER TABLE derived_assessment /*ON CLUSTER*/ MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 16777216;

ALTER TABLE derived_journey /*ON CLUSTER*/ MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 16777216;

-- The events of a day lie by structure, and half of a tie is enough: the room that derived_measure_daily takes.
DROP TABLE IF EXISTS derived_event /*ON CLUSTER*/;

-- Otherwise this is as 0010 has it: the events that count and where they took place, with what figures need of them.
CREATE TABLE IF NOT EXISTS derived_event /*ON CLUSTER*/
(
    layer           UInt64,
    sign            Int8,
    kind            Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4) COMMENT 'never a retraction',
    day             Date,
    record          UInt64,
    person          UInt64 COMMENT 'record key of the person (privacy.md): the first 64 bits of the pseudonym; 0: none',
    structure       LowCardinality(String),
    territory       LowCardinality(String),
    territory_key   LowCardinality(String),
    residence       LowCardinality(String),
    age_band        LowCardinality(String),
    activity        LowCardinality(String),
    services        Array(LowCardinality(String)),
    level           Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    equipment_known Bool,
    equipment       Array(LowCardinality(String)),
    connects        LowCardinality(String),
    offline_reason  LowCardinality(String),
    barriers        Array(LowCardinality(String)),
    referral        UInt64 COMMENT 'of a referral',
    tie             UInt32 COMMENT 'of referrals and assessments: the identity''s first 32 bits, in the order of the hashes',
    status          Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4),
    to_structure    LowCardinality(String),
    to_kind         LowCardinality(String),
    decline_reason  LowCardinality(String),
    format          LowCardinality(String),
    minutes         UInt16,
    participants    UInt8,
    returning       UInt8,
    age_bands       Map(LowCardinality(String), UInt8),
    activities      Map(LowCardinality(String), UInt8),
    project         LowCardinality(String),
    audience        LowCardinality(String),
    late            UInt8 COMMENT 'how many days after its day it was received: 0 up to 1, 1 up to 7, 2 up to 30, 3 up to 90, 4 more'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (kind, day, structure)
SETTINGS default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 16777216;

-- Layers that were filled before have none of this: without a state everything is worked out again from the events.
TRUNCATE TABLE IF EXISTS derived_state /*ON CLUSTER*/;

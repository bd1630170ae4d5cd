-- The schema that all migrations together make, to be read: nothing runs this file.
-- It is written by: go test ./migrations -run TestSchema -update

CREATE VIEW current_event
AS SELECT *
FROM derived_event
WHERE (layer IN ({base:UInt64}, {correction:UInt64})) AND (sign = 1) AND ((layer = {correction:UInt64}) OR (record NOT IN (
    SELECT record
    FROM derived_event
    WHERE (layer = {correction:UInt64}) AND (sign = -1)
)));

CREATE VIEW current_profile
AS SELECT
    person,
    residence,
    age_band,
    activity
FROM derived_profile
WHERE (layer IN ({base:UInt64}, {correction:UInt64})) AND (sign = 1) AND (known_from < {to:Date}) AND (known_until >= {to:Date}) AND ((layer = {correction:UInt64}) OR (person NOT IN (
    SELECT key
    FROM derived_touched
    WHERE (layer = {correction:UInt64}) AND (what = 'person')
)));

CREATE VIEW current_referral
AS SELECT *
FROM derived_referral
WHERE (layer IN ({base:UInt64}, {correction:UInt64})) AND (sign = 1) AND ((layer = {correction:UInt64}) OR (referral NOT IN (
    SELECT key
    FROM derived_touched
    WHERE (layer = {correction:UInt64}) AND (what = 'referral')
)));

CREATE TABLE derived_active
(
    `layer` UInt64,
    `structure` LowCardinality(String),
    `month` Date,
    `days` UInt32
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (month, structure)
SETTINGS index_granularity = 8192;

CREATE TABLE derived_activity
(
    `layer` UInt64,
    `structure` LowCardinality(String),
    `day` Date,
    `late` UInt8,
    `events` Int64
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (day, structure)
SETTINGS index_granularity = 8192;

CREATE TABLE derived_area
(
    `layer` UInt64,
    `territory` LowCardinality(String),
    `area` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY territory
SETTINGS index_granularity = 8192;

CREATE TABLE derived_assessment
(
    `layer` UInt64,
    `sign` Int8,
    `person` UInt64,
    `day` Date,
    `level` Int8,
    `territory` LowCardinality(String),
    `territory_key` LowCardinality(String),
    `structure` LowCardinality(String),
    `equipment_known` Bool,
    `equipment` Array(LowCardinality(String)),
    `connects` LowCardinality(String),
    `offline_reason` LowCardinality(String),
    `barriers` Array(LowCardinality(String)),
    `first_day` Date,
    `first_level` Int8,
    `first_at` Tuple(
        territory LowCardinality(String),
        territory_key LowCardinality(String),
        structure LowCardinality(String)) COMMENT 'of the first day',
    `next_day` Date
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY person
SETTINGS index_granularity = 8192, default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 16777216;

CREATE TABLE derived_base
(
    `base` UInt64,
    `places` UInt64,
    `through` UInt64,
    `events` UInt64,
    `erased` UInt64 COMMENT 'where this is not the present state\'s, or attached, the base is of no use',
    `attached` UInt64,
    `registry` UInt64,
    `filled` UInt64 COMMENT '0: it is being filled; another row follows'
)
ENGINE = MergeTree
ORDER BY base
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE derived_earlier
(
    `layer` UInt64,
    `identity` FixedString(16)
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY identity
SETTINGS index_granularity = 8192;

CREATE TABLE derived_event
(
    `layer` UInt64,
    `sign` Int8,
    `kind` Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4) COMMENT 'never a retraction',
    `day` Date,
    `record` UInt64,
    `person` UInt64 COMMENT 'record key of the person (privacy.md): the first 64 bits of the pseudonym; 0: none',
    `structure` LowCardinality(String),
    `territory` LowCardinality(String),
    `territory_key` LowCardinality(String),
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `services` Array(LowCardinality(String)),
    `level` Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    `equipment_known` Bool,
    `equipment` Array(LowCardinality(String)),
    `connects` LowCardinality(String),
    `offline_reason` LowCardinality(String),
    `barriers` Array(LowCardinality(String)),
    `referral` UInt64 COMMENT 'of a referral',
    `tie` UInt32 COMMENT 'of referrals and assessments: the identity\'s first 32 bits, in the order of the hashes',
    `status` Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4),
    `to_structure` LowCardinality(String),
    `to_kind` LowCardinality(String),
    `decline_reason` LowCardinality(String),
    `format` LowCardinality(String),
    `minutes` UInt16,
    `participants` UInt8,
    `returning` UInt8,
    `age_bands` Map(LowCardinality(String), UInt8),
    `activities` Map(LowCardinality(String), UInt8),
    `project` LowCardinality(String),
    `audience` LowCardinality(String),
    `late` UInt8 COMMENT 'how many days after its day it was received: 0 up to 1, 1 up to 7, 2 up to 30, 3 up to 90, 4 more'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (kind, day, structure)
SETTINGS default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 16777216, index_granularity = 8192;

CREATE TABLE derived_journey
(
    `layer` UInt64,
    `sign` Int8,
    `person` UInt64,
    `first_day` Date,
    `first_level` Int8,
    `territory` LowCardinality(String),
    `territory_key` LowCardinality(String),
    `structure` LowCardinality(String),
    `referred_on` Date COMMENT 'first referral to a structure sent on the first day or later',
    `came_on` Date COMMENT 'first attendance that followed one of those',
    `last_day` Date COMMENT 'of an assessment',
    `last_level` Int8,
    `next_day` Date COMMENT 'of the assessment after it',
    `step` UInt8 COMMENT 'reached by then: 1 referred, 2 came, 3 assessed again, 4 with a higher level'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY first_day
SETTINGS index_granularity = 8192, default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 16777216;

CREATE TABLE derived_measure
(
    `layer` UInt64,
    `scope` LowCardinality(String),
    `measure` LowCardinality(String),
    `key` LowCardinality(String),
    `days` UInt8,
    `month` Date COMMENT '2149-06-01: whenever the period begins',
    `since` Date,
    `number` SimpleAggregateFunction(sum, Int64),
    `records_x` SimpleAggregateFunction(groupBitXor, UInt64) COMMENT 'XOR of the record keys of what is counted; 0 for minutes'
)
ENGINE = AggregatingMergeTree
PARTITION BY layer
ORDER BY (scope, measure, key, since, month, days)
SETTINGS index_granularity = 8192;

CREATE TABLE derived_measure_daily
(
    `layer` UInt64,
    `scope` LowCardinality(String),
    `measure` LowCardinality(String),
    `key` LowCardinality(String),
    `day` Date COMMENT '2149-06-01: whenever the period begins',
    `since` Date,
    `number` SimpleAggregateFunction(sum, Int64),
    `records_x` SimpleAggregateFunction(groupBitXor, UInt64) COMMENT 'XOR of the record keys of what is counted; 0 for minutes'
)
ENGINE = AggregatingMergeTree
PARTITION BY layer
ORDER BY (scope, measure, key, day, since)
SETTINGS default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 1048576, index_granularity = 8192;

CREATE TABLE derived_pair
(
    `layer` UInt64,
    `month` Date,
    `from_structure` LowCardinality(String),
    `to_structure` LowCardinality(String),
    `referrals` Int64
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (month, from_structure, to_structure)
SETTINGS index_granularity = 8192;

CREATE TABLE derived_profile
(
    `layer` UInt64,
    `sign` Int8,
    `person` UInt64,
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `known_from` Date,
    `known_until` Date
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY person
SETTINGS index_granularity = 8192, default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 16777216;

CREATE TABLE derived_referral
(
    `layer` UInt64,
    `sign` Int8,
    `referral` UInt64,
    `sent_on` Date,
    `from_structure` LowCardinality(String),
    `to_structure` LowCardinality(String),
    `to_kind` LowCardinality(String),
    `person` UInt64,
    `services` Array(LowCardinality(String)),
    `state` Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4),
    `territory` LowCardinality(String),
    `territory_key` LowCardinality(String),
    `came_on` Date,
    `waited` UInt8 COMMENT 'days from sent_on to came_on; 61: more than 60, or not yet'
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY sent_on
SETTINGS index_granularity = 8192, default_compression_codec = 'ZSTD(1)', max_bytes_to_merge_at_max_space_in_pool = 16777216;

CREATE TABLE derived_standing
(
    `layer` UInt64,
    `sign` Int8,
    `kind` Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4) COMMENT 'always an attendance',
    `day` Date,
    `person` UInt64,
    `structure` LowCardinality(String),
    `territory` LowCardinality(String),
    `territory_key` LowCardinality(String),
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `audience` LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY tuple()
SETTINGS index_granularity = 8192;

CREATE TABLE derived_state
(
    `slot` UInt16 DEFAULT number % 1000 COMMENT 'so many states are remembered',
    `number` UInt64 COMMENT 'an instant, in microseconds; the highest is the present state',
    `base` UInt64,
    `correction` UInt64 COMMENT '0: none',
    `places` UInt64,
    `through` UInt64 COMMENT 'the last insert into event that the base has seen',
    `events` UInt64 COMMENT 'the state of the table event that this is the state of (queries/scope/generation.sql)',
    `erased` UInt64 COMMENT 'the same of its mutations',
    `attached` UInt64 COMMENT 'the same of the registry\'s tables that say where events took place',
    `registry` UInt64 COMMENT 'the same of all of the registry\'s tables',
    `filled` UInt64 COMMENT 'rows of the layers in all derived tables: a state whose rows are not all there is no state',
    `last_day` Date COMMENT 'no event in the layers is of a later one',
    `at` DateTime64(3, 'UTC') COMMENT 'events acknowledged before are in the figures'
)
ENGINE = ReplacingMergeTree(number)
ORDER BY slot
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE derived_structure
(
    `layer` UInt64,
    `id` String,
    `updated_on` Date,
    `typologies` Array(LowCardinality(String)),
    `services` Array(LowCardinality(String)),
    `publics` Array(LowCardinality(String)),
    `adapted` Array(LowCardinality(String)),
    `fees` Array(LowCardinality(String)),
    `programmes` Array(LowCardinality(String)),
    `labels` Array(LowCardinality(String)),
    `access_modes` Array(LowCardinality(String)),
    `support_modes` Array(LowCardinality(String)),
    `latitude` Nullable(Float64),
    `longitude` Nullable(Float64),
    `capacity_week` Nullable(UInt32),
    `opened_on` Nullable(Date32),
    `closed_on` Nullable(Date),
    `devices` Nullable(UInt32),
    `wifi` Nullable(Bool),
    `charter_signed_on` Nullable(Date),
    `hours_known` Bool,
    `evening_minutes` UInt16,
    `weekend_minutes` UInt16,
    `territory` String,
    `territory_key` String,
    `known_from` Date,
    `known_until` Date
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY id
SETTINGS index_granularity = 8192;

CREATE TABLE derived_territory
(
    `layer` UInt64,
    `code` LowCardinality(String),
    `parent` LowCardinality(String),
    `people` UInt64,
    `registered` Bool,
    `lowest` Bool COMMENT 'nobody\'s parent',
    `highest` Bool COMMENT 'its parent is not in the registry',
    `rough` Bool
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY code
SETTINGS index_granularity = 8192;

CREATE TABLE derived_touched
(
    `layer` UInt64,
    `what` Enum8('record' = 1, 'referral' = 2, 'person' = 3),
    `key` UInt64
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (what, key)
SETTINGS index_granularity = 8192;

CREATE VIEW effective_event
(
    `identity` FixedString(16),
    `record` FixedString(16),
    `revision` UInt64,
    `edits` Bool,
    `body` FixedString(16),
    `kind` Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4),
    `source` LowCardinality(String),
    `day` Date,
    `precedence` UInt64,
    `structure` LowCardinality(String),
    `person` FixedString(16),
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `services` Array(LowCardinality(String)),
    `level` Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    `score` Nullable(Float64),
    `tool` LowCardinality(String),
    `equipment_known` Bool,
    `equipment` Array(LowCardinality(String)),
    `connects` LowCardinality(String),
    `offline_reason` LowCardinality(String),
    `barriers` Array(LowCardinality(String)),
    `wants` Array(LowCardinality(String)),
    `referral` FixedString(16),
    `status` Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4),
    `to_structure` LowCardinality(String),
    `to_kind` LowCardinality(String),
    `decline_reason` LowCardinality(String),
    `offsite` Bool,
    `place` LowCardinality(String),
    `format` LowCardinality(String),
    `minutes` UInt16,
    `participants` UInt8,
    `returning` UInt8,
    `age_bands` Map(LowCardinality(String), UInt8),
    `activities` Map(LowCardinality(String), UInt8),
    `first` Bool,
    `procedures` Array(LowCardinality(String)),
    `aids` Array(LowCardinality(String)),
    `session` FixedString(16),
    `project` LowCardinality(String),
    `helper` LowCardinality(String),
    `audience` LowCardinality(String),
    `trainee` LowCardinality(String),
    `heard_from` LowCardinality(String),
    `received_at` DateTime64(3, 'UTC')
)
AS SELECT
    *,
    received_at
FROM event
FINAL
WHERE (kind != 'retraction') AND (reinterpretAsUInt128(identity) NOT IN (
    SELECT reinterpretAsUInt128(arrayJoin(if(retracted, events, arrayPopFront(events))))
    FROM
    (
        SELECT
            countIf(kind = 'retraction') > 0 AS retracted,
            arrayMap(e -> (e.3), arraySort(e -> (bitNot(e.1), -toInt32(e.2), e.3), groupArrayIf((revision, day, identity), kind != 'retraction'))) AS events
        FROM event
        FINAL
        WHERE reinterpretAsUInt64(record) IN (
            SELECT reinterpretAsUInt64(record)
            FROM event
            WHERE edits OR (kind = 'retraction')
        )
        GROUP BY reinterpretAsUInt64(record)
    )
));

CREATE TABLE erased_event
(
    `identity` FixedString(16) COMMENT 'of the event that was erased',
    `receipt` FixedString(16) COMMENT 'of the erasure',
    `erased_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE erasure
(
    `receipt` FixedString(16) COMMENT 'random',
    `mark` FixedString(16) COMMENT 'keyed hash of the pseudonym',
    `asked_at` DateTime64(9, 'UTC') COMMENT 'events received up to this instant are erased, later ones are kept',
    `state` Enum8('begun' = 1, 'done' = 2),
    `events` UInt64 COMMENT 'erased from the warehouse',
    `spooled` UInt64 COMMENT 'erased from the spool of the collector that was asked',
    `changed_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (receipt, state)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE event
(
    `identity` FixedString(16) COMMENT 'keyed hash of source and id',
    `record` FixedString(16) COMMENT 'first 64 bits of a keyed hash of source and data.record (default: the id), zeros; of a retraction, of the record it retracts',
    `revision` UInt64,
    `edits` Bool COMMENT 'data.record was given and is not the event\'s own id: another event may stand for the same record',
    `body` FixedString(16) COMMENT 'first 64 bits of a keyed hash of the normalised body, zeros: tells a repetition from a conflict',
    `kind` Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4),
    `source` LowCardinality(String),
    `day` Date COMMENT 'Europe/Paris',
    `received_at` DateTime64(3, 'UTC') ALIAS fromUnixTimestamp64Milli(toInt64(intDiv(bitNot(precedence), 1000000)), 'UTC'),
    `precedence` UInt64 COMMENT 'complement of when it was received, in nanoseconds since 1970' CODEC(T64, ZSTD(1)),
    `structure` LowCardinality(String) COMMENT 'whose activity it is; of a referral, the structure it comes from',
    `person` FixedString(16) COMMENT 'pseudonym; zero bytes where no person is named',
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `services` Array(LowCardinality(String)),
    `level` Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    `score` Nullable(Float64) COMMENT '0 to 100',
    `tool` LowCardinality(String),
    `equipment_known` Bool,
    `equipment` Array(LowCardinality(String)),
    `connects` LowCardinality(String),
    `offline_reason` LowCardinality(String),
    `barriers` Array(LowCardinality(String)),
    `wants` Array(LowCardinality(String)),
    `referral` FixedString(16) COMMENT 'keyed hash of the source that opened the referral and of its id; zero bytes where there is none',
    `status` Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4) COMMENT 'numbered in the order that settles ties on one day',
    `to_structure` LowCardinality(String),
    `to_kind` LowCardinality(String),
    `decline_reason` LowCardinality(String),
    `offsite` Bool,
    `place` LowCardinality(String) COMMENT 'territory where it took place, if elsewhere than the structure',
    `format` LowCardinality(String),
    `minutes` UInt16,
    `participants` UInt8 COMMENT 'anonymous people; 0 where a person is named',
    `returning` UInt8 COMMENT 'of the participants, those who had come before',
    `age_bands` Map(LowCardinality(String), UInt8) COMMENT 'margin of the participants',
    `activities` Map(LowCardinality(String), UInt8) COMMENT 'margin of the participants',
    `first` Bool,
    `procedures` Array(LowCardinality(String)),
    `aids` Array(LowCardinality(String)),
    `session` FixedString(16) COMMENT 'first 64 bits of a keyed hash of source and session, zeros',
    `project` LowCardinality(String),
    `helper` LowCardinality(String),
    `audience` LowCardinality(String),
    `trainee` LowCardinality(String),
    `heard_from` LowCardinality(String)
)
ENGINE = ReplacingMergeTree(precedence)
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192, enable_block_number_column = 1, default_compression_codec = 'ZSTD(1)';

CREATE VIEW event_since
AS SELECT *
FROM event
WHERE (toUInt64(splitByChar('_', _part)[3]) > {through:UInt64}) AND (_block_number > {through:UInt64});

CREATE TABLE exclusion
(
    `number` UInt32,
    `source` String,
    `structure` String COMMENT 'empty: every structure that the source speaks for',
    `from_day` Date,
    `to_day` Date COMMENT 'the day after the last one (Europe/Paris)',
    `why` String,
    `set_at` DateTime64(3, 'UTC'),
    `lifted` Bool,
    `changed_at` DateTime64(3, 'UTC') COMMENT 'when it was set, or lifted'
)
ENGINE = ReplacingMergeTree(changed_at)
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE late_conflict
(
    `identity` FixedString(16) COMMENT 'keyed hash of source and id',
    `kind` LowCardinality(String),
    `source` LowCardinality(String),
    `structure` LowCardinality(String),
    `day` Date COMMENT 'Europe/Paris',
    `received_at` DateTime64(3, 'UTC'),
    `found_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(found_at)
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW layer_area
AS SELECT
    territory,
    groupArray(area) AS areas
FROM derived_area
WHERE layer = {places:UInt64}
GROUP BY territory;

CREATE VIEW layer_encounter
AS SELECT
    sign,
    kind,
    day,
    person,
    structure,
    territory,
    territory_key,
    residence,
    age_band,
    activity,
    audience
FROM derived_event
WHERE (layer = {layer:UInt64}) AND (kind IN ('assessment', 'attendance')) AND (person != 0)
UNION ALL
SELECT
    sign,
    kind,
    day,
    person,
    structure,
    territory,
    territory_key,
    residence,
    age_band,
    activity,
    audience
FROM derived_standing
WHERE layer = {layer:UInt64};

CREATE VIEW located_event
(
    `identity` FixedString(16),
    `record` FixedString(16),
    `revision` UInt64,
    `edits` Bool,
    `body` FixedString(16),
    `kind` Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4),
    `source` LowCardinality(String),
    `day` Date,
    `received_at` DateTime64(3, 'UTC'),
    `precedence` UInt64,
    `structure` LowCardinality(String),
    `person` FixedString(16),
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `services` Array(LowCardinality(String)),
    `level` Enum8('' = 0, 'unable' = 1, 'beginner' = 2, 'intermediate' = 3, 'autonomous' = 4),
    `score` Nullable(Float64),
    `tool` LowCardinality(String),
    `equipment_known` Bool,
    `equipment` Array(LowCardinality(String)),
    `connects` LowCardinality(String),
    `offline_reason` LowCardinality(String),
    `barriers` Array(LowCardinality(String)),
    `wants` Array(LowCardinality(String)),
    `referral` FixedString(16),
    `status` Enum8('' = 0, 'sent' = 1, 'expired' = 2, 'declined' = 3, 'accepted' = 4),
    `to_structure` LowCardinality(String),
    `to_kind` LowCardinality(String),
    `decline_reason` LowCardinality(String),
    `offsite` Bool,
    `place` LowCardinality(String),
    `format` LowCardinality(String),
    `minutes` UInt16,
    `participants` UInt8,
    `returning` UInt8,
    `age_bands` Map(LowCardinality(String), UInt8),
    `activities` Map(LowCardinality(String), UInt8),
    `first` Bool,
    `procedures` Array(LowCardinality(String)),
    `aids` Array(LowCardinality(String)),
    `session` FixedString(16),
    `project` LowCardinality(String),
    `helper` LowCardinality(String),
    `audience` LowCardinality(String),
    `trainee` LowCardinality(String),
    `heard_from` LowCardinality(String),
    `territory` String,
    `territory_key` String
)
AS SELECT
    e.*,
    if(place = '', s.territory, place) AS territory,
    multiIf((territory = '') OR (territory IN (
        SELECT code
        FROM rough_territory
    )), 'unknown', (place = '') OR (place IN (
        SELECT code
        FROM territory
        FINAL
    )), territory, 'outside') AS territory_key
FROM effective_event AS e
ANY LEFT JOIN
(
    SELECT
        structure,
        territory
    FROM structure_attachment
    FINAL
) AS s ON s.structure = e.structure;

CREATE VIEW located_structure
(
    `id` String,
    `updated_on` Date,
    `typologies` Array(LowCardinality(String)),
    `services` Array(LowCardinality(String)),
    `publics` Array(LowCardinality(String)),
    `adapted` Array(LowCardinality(String)),
    `fees` Array(LowCardinality(String)),
    `programmes` Array(LowCardinality(String)),
    `labels` Array(LowCardinality(String)),
    `access_modes` Array(LowCardinality(String)),
    `support_modes` Array(LowCardinality(String)),
    `latitude` Nullable(Float64),
    `longitude` Nullable(Float64),
    `capacity_week` Nullable(UInt32),
    `opened_on` Nullable(Date32),
    `closed_on` Nullable(Date),
    `devices` Nullable(UInt32),
    `wifi` Nullable(Bool),
    `charter_signed_on` Nullable(Date),
    `hours_known` Bool,
    `evening_minutes` UInt16,
    `weekend_minutes` UInt16,
    `territory` String,
    `territory_key` String,
    `known_from` Date,
    `known_until` Date
)
AS SELECT
    id,
    updated_on,
    typologies,
    services,
    publics,
    adapted,
    fees,
    programmes,
    labels,
    access_modes,
    support_modes,
    latitude,
    longitude,
    capacity_week,
    opened_on,
    closed_on,
    devices,
    wifi,
    charter_signed_on,
    hours_known,
    evening_minutes,
    weekend_minutes,
    ifNull(a.territory, '') AS territory,
    if((territory = '') OR (territory IN (
        SELECT code
        FROM rough_territory
    )), 'unknown', territory) AS territory_key,
    if(row_number() OVER states = 1, toDate(0), toDate(imported_at, 'Europe/Paris')) AS known_from,
    leadInFrame(toDate(imported_at, 'Europe/Paris'), 1, toDate('2149-06-06')) OVER states AS known_until
FROM structure_snapshot AS s
ANY LEFT JOIN
(
    SELECT
        structure,
        territory
    FROM structure_attachment
    FINAL
) AS a ON a.structure = s.id
WINDOW states AS (PARTITION BY id ORDER BY imported_at ASC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);

CREATE TABLE network_key
(
    `fingerprint` FixedString(32),
    `recorded_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY recorded_at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE parked_event
(
    `identity` FixedString(16) COMMENT 'keyed hash of source and id',
    `error` Int32 COMMENT 'ClickHouse\'s number of the error; 0: the driver could not write the event for the table',
    `kind` LowCardinality(String),
    `source` LowCardinality(String),
    `structure` LowCardinality(String),
    `received_at` DateTime64(3, 'UTC'),
    `found_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(found_at)
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE rejection
(
    `day` Date COMMENT 'on which they came, Europe/Paris',
    `source` LowCardinality(String) COMMENT 'of the token',
    `kind` LowCardinality(String) COMMENT 'empty where it could not be read',
    `field` LowCardinality(String) COMMENT 'of the first fault; one of the fields of the events, empty for the event as a whole',
    `code` LowCardinality(String),
    `counter` UInt64 COMMENT 'the run that counted',
    `events` UInt64
)
ENGINE = ReplacingMergeTree(events)
ORDER BY (day, source, kind, field, code, counter)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW rough_territory
(
    `code` String
)
AS SELECT parent AS code
FROM territory
FINAL
UNION ALL
SELECT substring(commune, 1, if(startsWith(commune, '97'), 3, 2)) AS code
FROM
(
    SELECT code AS commune
    FROM territory
    FINAL
    WHERE length(code) = 5
)
WHERE code NOT IN (
    SELECT code
    FROM territory
    FINAL
);

CREATE TABLE schema_version
(
    `version_id` Int64,
    `is_applied` UInt8,
    `date` Date DEFAULT now(),
    `tstamp` DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY version_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE setting
(
    `name` String COMMENT 'demo (seed of the synthetic network), network (its name)',
    `value` String,
    `set_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(set_at)
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE snapshot_attachment
(
    `structure` String,
    `imported_at` DateTime64(3, 'UTC') COMMENT 'of the snapshot',
    `territory` String,
    `how` LowCardinality(String) COMMENT 'declared, insee, postcode, name, position or empty',
    `attached_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(attached_at)
ORDER BY (structure, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW structure_at
AS SELECT
    *,
    ifNull(opened_on < {to:Date}, true) AND ifNull(closed_on >= {to:Date}, true) AS open
FROM derived_structure
WHERE (layer = {places:UInt64}) AND (known_from < {to:Date}) AND (known_until >= {to:Date});

CREATE VIEW structure_attachment
(
    `structure` String,
    `territory` String,
    `how` LowCardinality(String),
    `attached_at` DateTime64(3, 'UTC')
)
AS SELECT
    structure,
    territory,
    how,
    attached_at
FROM snapshot_attachment
ORDER BY
    structure ASC,
    imported_at DESC,
    attached_at DESC
LIMIT 1 BY structure;

CREATE TABLE structure_snapshot
(
    `id` String,
    `imported_at` DateTime64(3, 'UTC'),
    `content` FixedString(16) COMMENT 'hash of all that the file said of the structure',
    `standard` LowCardinality(String) COMMENT 'version of the national standard it was read from: 1.0.2 or 0',
    `pivot` String,
    `name` String,
    `commune` String,
    `postcode` String,
    `insee` String,
    `address` String,
    `address_detail` String,
    `latitude` Nullable(Float64),
    `longitude` Nullable(Float64),
    `typologies` Array(LowCardinality(String)),
    `phone` String,
    `emails` Array(String),
    `websites` Array(String),
    `hours` String COMMENT 'OSM opening-hours syntax, as received',
    `summary` String,
    `description` String,
    `origin` String COMMENT 'column source of the standard: who made the record',
    `itinerance` Array(LowCardinality(String)),
    `parent_structure` String,
    `updated_on` Date COMMENT 'date_maj',
    `services` Array(LowCardinality(String)) COMMENT 'slugs of domain.md',
    `publics` Array(LowCardinality(String)) COMMENT 'publics_specifiquement_adresses',
    `adapted` Array(LowCardinality(String)) COMMENT 'prise_en_charge_specifique',
    `fees` Array(LowCardinality(String)) COMMENT 'frais_a_charge',
    `programmes` Array(LowCardinality(String)) COMMENT 'dispositif_programmes_nationaux',
    `labels` Array(LowCardinality(String)) COMMENT 'formations_labels',
    `other_labels` Array(LowCardinality(String)) COMMENT 'autres_formations_labels',
    `access_modes` Array(LowCardinality(String)) COMMENT 'modalites_acces',
    `support_modes` Array(LowCardinality(String)) COMMENT 'modalites_accompagnement',
    `access_sheet` String COMMENT 'fiche_acces_libre',
    `booking` String COMMENT 'prise_rdv',
    `capacity_week` Nullable(UInt32) COMMENT 'participations a week',
    `opened_on` Nullable(Date32) COMMENT 'many opened before 1970',
    `closed_on` Nullable(Date),
    `declared_territory` String,
    `devices` Nullable(UInt32),
    `wifi` Nullable(Bool),
    `charter_signed_on` Nullable(Date),
    `closed_months` Array(UInt8) COMMENT 'months of every year, 1 to 12, in which it is closed',
    `hours_known` Bool COMMENT 'hours were given and could be read',
    `evening_minutes` UInt16 COMMENT 'open minutes a week after 18:00, Monday to Friday',
    `weekend_minutes` UInt16 COMMENT 'open minutes a week on Saturday and Sunday',
    `week` Array(Tuple(
        opens UInt16,
        closes UInt16)) COMMENT 'open spans of a week, in minutes since Monday 00:00'
)
ENGINE = MergeTree
ORDER BY (id, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE territory
(
    `code` String,
    `name` String,
    `level` LowCardinality(String) COMMENT 'arrondissement, commune, epci, departement, …',
    `parent` String COMMENT 'code of a territory that may be absent from the registry',
    `population` UInt32,
    `population_year` UInt16,
    `population_source` String,
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE territory_group
(
    `code` String,
    `name` String,
    `members` Array(String),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE territory_outline
(
    `code` String,
    `geometry` String COMMENT 'GeoJSON geometry, WGS 84',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW territory_population
(
    `code` String,
    `parent` String,
    `people` UInt64
)
AS WITH RECURSIVE
    share AS
    (
        SELECT
            code,
            parent,
            toUInt64(population) AS people,
            0 AS steps
        FROM territory
        FINAL
        WHERE population > 0
        UNION ALL
        SELECT
            t.code AS code,
            t.parent AS parent,
            s.people AS people,
            s.steps + 1 AS steps
        FROM share AS s
        INNER JOIN
        (
            SELECT
                code,
                parent
            FROM territory
            FINAL
            WHERE population = 0
        ) AS t ON t.code = s.parent
        WHERE s.steps < 8
    )
SELECT
    t.code AS code,
    t.parent AS parent,
    p.people AS people
FROM
(
    SELECT
        code,
        parent
    FROM territory
    FINAL
) AS t
ANY LEFT JOIN
(
    SELECT
        code,
        sum(people) AS people
    FROM share
    GROUP BY code
) AS p ON p.code = t.code;

CREATE TABLE token
(
    `hash` FixedString(32) COMMENT 'SHA-256 of the token; the token itself is kept nowhere',
    `source` String,
    `space` String,
    `role` LowCardinality(String) DEFAULT '',
    `structures` Array(String) COMMENT 'empty: all',
    `created_at` DateTime64(3, 'UTC'),
    `expires_on` Nullable(Date) COMMENT 'first day (Europe/Paris) on which it is refused',
    `revoked` Bool,
    `changed_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(changed_at)
ORDER BY hash
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

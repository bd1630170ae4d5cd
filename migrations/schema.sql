-- The schema that all migrations together make: what an empty embedded warehouse begins with.
-- It is written by: go test ./migrations -run TestSchema -update

CREATE TABLE IF NOT EXISTS age_structure_snapshot
(
    `territory` String,
    `year` UInt16,
    `groups` Array(Tuple(
        `from` UInt8,
        to UInt8,
        residents UInt32)) COMMENT 'ages, both included; 255: and older',
    `source` String,
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (territory, year, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS animator
(
    `territory` String,
    `address` String COMMENT 'of the role, never of a person',
    `from_day` Date,
    `to_day` Nullable(Date) COMMENT 'first day on which the office is no longer held',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (territory, address, from_day, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS body
(
    `code` String,
    `name` String,
    `kind` LowCardinality(String) COMMENT 'member, or external: it is asked, and is not to become a member',
    `stages` Array(Tuple(
        day Date,
        stage LowCardinality(String))) COMMENT 'identified, met, member, reporting, left',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS call_snapshot
(
    `code` String,
    `title` String,
    `funders` Array(Tuple(
        of String,
        cents Int64)) COMMENT 'with their part of the budget; 0 where it is not said',
    `budget` Int64,
    `opens_on` Nullable(Date),
    `closes_on` Nullable(Date) COMMENT 'last day of applications',
    `ceilings` Array(Tuple(
        of String,
        cents Int64)) COMMENT 'most that may be granted in a territory',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS campaign_snapshot
(
    `code` String,
    `title` String,
    `territories` Array(String) COMMENT 'empty: the whole network',
    `starts_on` Nullable(Date),
    `ends_on` Nullable(Date) COMMENT 'its last day',
    `target` Nullable(UInt32) COMMENT 'volunteers',
    `candidates` Nullable(UInt32),
    `engaged` Nullable(UInt32),
    `active` Nullable(UInt32),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS committee
(
    `code` String,
    `name` String,
    `themes` Array(String),
    `since` Nullable(Date) COMMENT 'null: always',
    `until` Nullable(Date) COMMENT 'first day on which it is no more',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS contest
(
    `code` String,
    `about` LowCardinality(String) COMMENT 'figure or target',
    `indicator` String,
    `territory` String COMMENT 'as of a target',
    `body` String COMMENT 'who contests: either a body or a structure',
    `structure` String,
    `day` Date,
    `motive` String,
    `answer` String,
    `answered_day` Nullable(Date),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS decision
(
    `meeting` String,
    `code` String COMMENT 'within its meeting',
    `title` String,
    `owner` String COMMENT 'code of a body',
    `due` Nullable(Date) COMMENT 'last day on which it is in time',
    `due_year` Bool,
    `indicator` String COMMENT 'that it means to move',
    `measure` String COMMENT 'of the plan, that it serves',
    `statuses` Array(Tuple(
        day Date,
        status LowCardinality(String))) COMMENT 'open, done, dropped; open from the meeting on',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (meeting, code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS edition
(
    `number` UInt32,
    `day` Date COMMENT 'Europe/Paris: what was known then is in it',
    `cut_at` DateTime64(3, 'UTC'),
    `first` Date COMMENT 'month of the first event',
    `height` UInt8 COMMENT 'levels between the lowest territories and those of the published level',
    `cells` UInt64,
    `events` UInt64 COMMENT 'of the windows that have their last version',
    `late` UInt64 COMMENT 'of these, those that came after it',
    `why` String COMMENT 'of a reissue'
)
ENGINE = MergeTree
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW IF NOT EXISTS effective_event
(
    `identity` FixedString(16),
    `record` FixedString(16),
    `revision` UInt64,
    `edits` Bool,
    `body` FixedString(16),
    `kind` Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4, 'declaration' = 5),
    `source` LowCardinality(String),
    `day` Date,
    `precedence` UInt64,
    `structure` LowCardinality(String),
    `person` FixedString(16),
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `gender` LowCardinality(String),
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
    `participants` UInt16,
    `returning` UInt16,
    `returning_known` Bool,
    `age_bands` Map(LowCardinality(String), UInt16),
    `activities` Map(LowCardinality(String), UInt16),
    `genders` Map(LowCardinality(String), UInt16),
    `residences` Map(LowCardinality(String), UInt16),
    `first` Bool,
    `not_first` Bool,
    `procedures` Array(LowCardinality(String)),
    `aids` Array(LowCardinality(String)),
    `session` FixedString(16),
    `project` LowCardinality(String),
    `helper` LowCardinality(String),
    `audience` LowCardinality(String),
    `trainee` LowCardinality(String),
    `heard_from` LowCardinality(String),
    `declared_participations` UInt32,
    `declared_people` Nullable(UInt32),
    `declared_minutes` Nullable(UInt32),
    `declared_referrals` Nullable(UInt32),
    `formats` Map(LowCardinality(String), UInt16),
    `service_counts` Map(LowCardinality(String), UInt16),
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

CREATE TABLE IF NOT EXISTS erased_event
(
    `identity` FixedString(16) COMMENT 'of the event that was erased',
    `receipt` FixedString(16) COMMENT 'of the erasure',
    `erased_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS erasure
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

CREATE TABLE IF NOT EXISTS event
(
    `identity` FixedString(16) COMMENT 'keyed hash of source and id',
    `record` FixedString(16) COMMENT 'first 64 bits of a keyed hash of source and data.record (default: the id), zeros; of a retraction, of the record it retracts',
    `revision` UInt64,
    `edits` Bool COMMENT 'data.record was given and is not the event\'s own id: another event may stand for the same record',
    `body` FixedString(16) COMMENT 'first 64 bits of a keyed hash of the normalised body, zeros: tells a repetition from a conflict',
    `kind` Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4, 'declaration' = 5),
    `source` LowCardinality(String),
    `day` Date COMMENT 'Europe/Paris',
    `received_at` DateTime64(3, 'UTC') ALIAS fromUnixTimestamp64Milli(toInt64(intDiv(bitNot(precedence), 1000000)), 'UTC'),
    `precedence` UInt64 COMMENT 'complement of when it was received, in nanoseconds since 1970' CODEC(T64, ZSTD(1)),
    `structure` LowCardinality(String) COMMENT 'whose activity it is; of a referral, the structure it comes from',
    `person` FixedString(16) COMMENT 'pseudonym; zero bytes where no person is named',
    `residence` LowCardinality(String),
    `age_band` LowCardinality(String),
    `activity` LowCardinality(String),
    `gender` LowCardinality(String),
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
    `participants` UInt16 COMMENT 'anonymous people; 0 where a person is named',
    `returning` UInt16 COMMENT 'of the participants, those who had come before',
    `returning_known` Bool DEFAULT true COMMENT 'false: the sender does not know how many of the participants had come before',
    `age_bands` Map(LowCardinality(String), UInt16) COMMENT 'margin of the participants, or of what is declared',
    `activities` Map(LowCardinality(String), UInt16) COMMENT 'margin of the participants, or of what is declared',
    `genders` Map(LowCardinality(String), UInt16) DEFAULT map() COMMENT 'margin of the participants, or of what is declared',
    `residences` Map(LowCardinality(String), UInt16) DEFAULT map() COMMENT 'margin of the participants, or of what is declared',
    `first` Bool,
    `not_first` Bool COMMENT 'the sender says that it is not the first time; neither first nor this: it does not say',
    `procedures` Array(LowCardinality(String)),
    `aids` Array(LowCardinality(String)),
    `session` FixedString(16) COMMENT 'first 64 bits of a keyed hash of source and session, zeros',
    `project` LowCardinality(String),
    `helper` LowCardinality(String),
    `audience` LowCardinality(String),
    `trainee` LowCardinality(String),
    `heard_from` LowCardinality(String),
    `declared_participations` UInt32 COMMENT 'of a declaration, whose day is the last of its month',
    `declared_people` Nullable(UInt32) COMMENT 'distinct people of the month, as the structure counts them',
    `declared_minutes` Nullable(UInt32),
    `declared_referrals` Nullable(UInt32),
    `formats` Map(LowCardinality(String), UInt16) DEFAULT map() COMMENT 'margin of what is declared',
    `service_counts` Map(LowCardinality(String), UInt16) DEFAULT map() COMMENT 'margin of what is declared; one participation may be about several'
)
ENGINE = ReplacingMergeTree(precedence)
ORDER BY identity
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192, enable_block_number_column = 1, default_compression_codec = 'ZSTD(1)';

CREATE TABLE IF NOT EXISTS exclusion
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

CREATE TABLE IF NOT EXISTS fact_build
(
    `slot` UInt16 DEFAULT number % 1000 COMMENT 'so many builds are remembered',
    `number` UInt64 COMMENT 'when it was begun, in microseconds since 1970',
    `definition` UInt64 COMMENT 'hash of what the facts were worked out by; of another program\'s facts nothing is read',
    `events` UInt64 COMMENT 'the state of the table event that they were worked out from (queries/facts/state.sql)',
    `erased` UInt64 COMMENT 'the same of its mutations',
    `registry` UInt64 COMMENT 'the same of the registry\'s tables',
    `rows` UInt64 COMMENT 'of all facts; where they are fewer, a power failure took some',
    `at` DateTime64(3, 'UTC') COMMENT 'events acknowledged before are in the facts'
)
ENGINE = ReplacingMergeTree(number)
ORDER BY slot
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS late_conflict
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

CREATE TABLE IF NOT EXISTS meeting
(
    `code` String,
    `committee` String,
    `day` Date,
    `agenda` Array(String),
    `present` Array(String) COMMENT 'codes of bodies',
    `excused` Array(String),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS meeting_freeze
(
    `meeting` String,
    `day` Date COMMENT 'of the meeting',
    `edition` UInt32,
    `from` Date COMMENT 'the window that readers had unasked',
    `to` Date COMMENT 'first day after it',
    `state` String COMMENT 'plan, governance, members, targets and calls, as dashboard/affairs writes them in JSON',
    `frozen_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (meeting, frozen_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS need_rate_snapshot
(
    `territory` String,
    `year` UInt16,
    `rate` Float64 COMMENT 'share of residents in need, 0 to 1',
    `source` String,
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (territory, year, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS network_date
(
    `day` Date COMMENT 'first of a month',
    `name_fr` String,
    `name_en` String,
    `set_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(set_at)
ORDER BY day
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS network_key
(
    `fingerprint` FixedString(32),
    `recorded_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY recorded_at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS parked_event
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

CREATE TABLE IF NOT EXISTS plan_heading
(
    `kind` LowCardinality(String) COMMENT 'plan, axis or action',
    `code` String COMMENT 'empty: of the plan',
    `axis` String COMMENT 'of an action',
    `title_fr` String,
    `title_en` String,
    `source` String COMMENT 'of the plan: where it was published',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (kind, code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS plan_measure
(
    `code` String,
    `action` String,
    `title_fr` String,
    `title_en` String,
    `owner` String COMMENT 'code of a body',
    `start` Nullable(Date),
    `due` Date COMMENT 'last day on which it is in time',
    `due_year` Bool COMMENT 'only the year was given: due is its 31 December',
    `indicators` Array(String),
    `after` Array(String) COMMENT 'codes of the measures that it waits for',
    `statuses` Array(Tuple(
        day Date,
        status LowCardinality(String))) COMMENT 'planned, started, done, dropped; planned before the first',
    `confidences` Array(Tuple(
        day Date,
        level LowCardinality(String),
        comment String)) COMMENT 'on_track, at_risk, stuck, in the words of the owner',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS project_snapshot
(
    `code` String COMMENT 'as events name it',
    `call` String,
    `structure` String,
    `title` String,
    `stages` Array(Tuple(
        stage LowCardinality(String),
        day Date)),
    `requested` Nullable(Int64),
    `granted` Nullable(Int64) COMMENT 'by the call',
    `payments` Array(Tuple(
        day Date,
        cents Int64,
        funder String)) COMMENT 'empty funder: those of the call',
    `spent` Nullable(Int64),
    `cofunders` Array(Tuple(
        of String,
        cents Int64)) COMMENT 'and what they grant beside the call',
    `fte` Nullable(Float64) COMMENT 'full-time equivalents that are paid for',
    `services_bought` Array(Tuple(
        service String,
        quantity UInt32)),
    `starts_on` Nullable(Date),
    `ends_on` Nullable(Date) COMMENT 'its last day',
    `target_people` Nullable(UInt32),
    `territories` Array(String),
    `report_due` Nullable(Date),
    `report_received` Nullable(Date),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS published_area
(
    `edition` UInt32,
    `kind` LowCardinality(String) COMMENT 'as of published_cell',
    `area` LowCardinality(String),
    `members` Array(LowCardinality(String)) COMMENT 'codes of lowest territories, sorted',
    `since` Date COMMENT 'only windows that end after it have cells of the area'
)
ENGINE = MergeTree
ORDER BY (edition, kind, area)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS published_cell
(
    `edition` UInt32,
    `version` UInt16 COMMENT 'of the window: 1 at first',
    `component` LowCardinality(String) COMMENT 'of an indicator; indicator/field for what is counted of structures',
    `kind` LowCardinality(String) COMMENT 'of the area: territory, group, elsewhere, commune, structure, project',
    `area` LowCardinality(String),
    `from` Date,
    `to` Date COMMENT 'first day after the window',
    `field` LowCardinality(String) COMMENT 'what the class is of; empty where all people are together',
    `class` LowCardinality(String),
    `value` Float64 COMMENT 'a whole number, noise included, but where nothing is counted of persons'
)
ENGINE = MergeTree
PARTITION BY edition
ORDER BY (component, kind, area, field, class, to, `from`)
SETTINGS default_compression_codec = 'ZSTD(1)', fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS published_window
(
    `edition` UInt32,
    `from` Date,
    `to` Date,
    `version` UInt16,
    `final` Bool COMMENT 'no later edition replaces it by itself'
)
ENGINE = MergeTree
ORDER BY (edition, to, `from`)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS rejection
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

CREATE VIEW IF NOT EXISTS rough_territory
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

CREATE TABLE IF NOT EXISTS schema_version
(
    `version_id` Int64,
    `is_applied` UInt8,
    `date` Date DEFAULT now(),
    `tstamp` DateTime DEFAULT now()
)
ENGINE = MergeTree
ORDER BY version_id
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS setting
(
    `name` String COMMENT 'demo (seed of the synthetic network), network (its name)',
    `value` String,
    `set_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(set_at)
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS snapshot_attachment
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

CREATE TABLE IF NOT EXISTS structure_alias
(
    `number` UInt32,
    `alias` String COMMENT 'the other id',
    `structure` String,
    `why` String,
    `set_at` DateTime64(3, 'UTC'),
    `removed` Bool,
    `changed_at` DateTime64(3, 'UTC') COMMENT 'when it was set, or removed'
)
ENGINE = ReplacingMergeTree(changed_at)
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW IF NOT EXISTS structure_attachment
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

CREATE TABLE IF NOT EXISTS structure_membership
(
    `structure` String,
    `stages` Array(Tuple(
        day Date,
        stage LowCardinality(String))) COMMENT 'as of a body',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (structure, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS structure_merge
(
    `number` UInt32,
    `structure` String COMMENT 'the one that is continued: it is closed from from_day on',
    `successor` String,
    `from_day` Date COMMENT 'Europe/Paris',
    `why` String,
    `set_at` DateTime64(3, 'UTC'),
    `undone` Bool,
    `changed_at` DateTime64(3, 'UTC') COMMENT 'when it was set, or undone'
)
ENGINE = ReplacingMergeTree(changed_at)
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS structure_snapshot
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
    `staff_fte` Nullable(Float64) COMMENT 'full-time equivalents',
    `staffed_hours_week` Nullable(Float64) COMMENT 'hours a week at which somebody is there to help',
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

CREATE TABLE IF NOT EXISTS target
(
    `indicator` String,
    `territory` String COMMENT 'or a group; empty: the network',
    `baseline` Float64 COMMENT 'in the unit of the indicator, as all values here',
    `baseline_day` Date,
    `steps` Array(Tuple(
        day Date,
        value Float64)) COMMENT 'between baseline and target',
    `value` Float64,
    `due` Date COMMENT 'by when',
    `due_year` Bool,
    `direction` LowCardinality(String) COMMENT 'up or down',
    `decided_in` String COMMENT 'a meeting, or words',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (indicator, territory, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS territory
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

CREATE TABLE IF NOT EXISTS territory_group
(
    `code` String,
    `name` String,
    `members` Array(String),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS territory_outline
(
    `code` String,
    `geometry` String COMMENT 'GeoJSON geometry, WGS 84',
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY code
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE VIEW IF NOT EXISTS territory_population
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

CREATE TABLE IF NOT EXISTS token
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

CREATE TABLE IF NOT EXISTS training_snapshot
(
    `code` String,
    `body` String COMMENT 'that declares it',
    `title` String,
    `territory` String,
    `starts_on` Nullable(Date),
    `ends_on` Nullable(Date) COMMENT 'its last day',
    `trainees` Array(Tuple(
        trainee LowCardinality(String),
        helpers UInt32)),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

CREATE TABLE IF NOT EXISTS zone_snapshot
(
    `code` String,
    `name` String,
    `kind` LowCardinality(String) COMMENT 'QPV, FRR, …',
    `territories` Array(String),
    `imported_at` DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 8192;

-- +goose Up
-- The committee's affairs (governance). A row is one state of a record, kept for ever: an import adds a row of what is new or has changed,
-- and the last row of a key is what is known of it today. What happens on a day of its own (a status, a stage) is a dated element of its row.
CREATE TABLE IF NOT EXISTS plan_heading /*ON CLUSTER*/
(
    kind LowCardinality(String) COMMENT 'plan, axis or action',
    code String COMMENT 'empty: of the plan',
    axis String COMMENT 'of an action',
    title_fr String,
    title_en String,
    source String COMMENT 'of the plan: where it was published',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (kind, code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS plan_measure /*ON CLUSTER*/
(
    code String,
    action String,
    title_fr String,
    title_en String,
    owner String COMMENT 'code of a body',
    start Nullable(Date),
    due Date COMMENT 'last day on which it is in time',
    due_year Bool COMMENT 'only the year was given: due is its 31 December',
    indicators Array(String),
    after Array(String) COMMENT 'codes of the measures that it waits for',
    statuses Array(Tuple(day Date, status LowCardinality(String))) COMMENT 'planned, started, done, dropped; planned before the first',
    confidences Array(Tuple(day Date, level LowCardinality(String), comment String)) COMMENT 'on_track, at_risk, stuck, in the words of the owner',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS body /*ON CLUSTER*/
(
    code String,
    name String,
    kind LowCardinality(String) COMMENT 'member, or external: it is asked, and is not to become a member',
    stages Array(Tuple(day Date, stage LowCardinality(String))) COMMENT 'identified, met, member, reporting, left',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS structure_membership /*ON CLUSTER*/
(
    structure String,
    stages Array(Tuple(day Date, stage LowCardinality(String))) COMMENT 'as of a body',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (structure, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS committee /*ON CLUSTER*/
(
    code String,
    name String,
    themes Array(String),
    since Nullable(Date) COMMENT 'null: always',
    until Nullable(Date) COMMENT 'first day on which it is no more',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS meeting /*ON CLUSTER*/
(
    code String,
    committee String,
    day Date,
    agenda Array(String),
    present Array(String) COMMENT 'codes of bodies',
    excused Array(String),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS decision /*ON CLUSTER*/
(
    meeting String,
    code String COMMENT 'within its meeting',
    title String,
    owner String COMMENT 'code of a body',
    due Nullable(Date) COMMENT 'last day on which it is in time',
    due_year Bool,
    indicator String COMMENT 'that it means to move',
    measure String COMMENT 'of the plan, that it serves',
    statuses Array(Tuple(day Date, status LowCardinality(String))) COMMENT 'open, done, dropped; open from the meeting on',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (meeting, code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS animator /*ON CLUSTER*/
(
    territory String,
    address String COMMENT 'of the role, never of a person',
    from_day Date,
    to_day Nullable(Date) COMMENT 'first day on which the office is no longer held',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (territory, address, from_day, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS target /*ON CLUSTER*/
(
    indicator String,
    territory String COMMENT 'or a group; empty: the network',
    baseline Float64 COMMENT 'in the unit of the indicator, as all values here',
    baseline_day Date,
    steps Array(Tuple(day Date, value Float64)) COMMENT 'between baseline and target',
    value Float64,
    due Date COMMENT 'by when',
    due_year Bool,
    direction LowCardinality(String) COMMENT 'up or down',
    decided_in String COMMENT 'a meeting, or words',
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (indicator, territory, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS contest /*ON CLUSTER*/
(
    code String,
    about LowCardinality(String) COMMENT 'figure or target',
    indicator String,
    territory String COMMENT 'as of a target',
    body String COMMENT 'who contests: either a body or a structure',
    structure String,
    day Date,
    motive String,
    answer String,
    answered_day Nullable(Date),
    imported_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (code, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

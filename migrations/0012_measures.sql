-- +goose Up
-- What figures of whole months are added up from, in one table of few rows, however many events there are. It takes the place of
-- the tables of attendance, progress and levels by months.
DROP TABLE IF EXISTS derived_attendance /*ON CLUSTER*/;

DROP TABLE IF EXISTS derived_progress /*ON CLUSTER*/;

DROP TABLE IF EXISTS derived_level /*ON CLUSTER*/;

DROP TABLE IF EXISTS derived_activity_month /*ON CLUSTER*/;

-- A number counts in a period that begins on {month} or before and ends after {since}, both the first days of months. What counts
-- only until a later month is taken back there, by the same number with the other sign (record keys take themselves back): so a
-- person seen in several months of a period is counted in the last of them only, and there are at most so many rows for each key
-- as there are pairs of months. Scopes say what keys are: '' (total), the territory key, the structure, a territory or group that
-- holds the place (area), and the classes that figures are given by.
--   persons          distinct persons helped; month is the last month of help
--   named, participants, newcomers, named_minutes, other_minutes
--                    participations of persons, of anonymous people, of those of them who had not come before; minutes of both
--   higher, same, lower
--                    people not autonomous at their earliest assessment, by their latest one, which is of {month} and 14 days
--                    later or more
--   due              those first assessed 14 days or more before the end of the period, whenever it begins
--   unable, beginner, intermediate, autonomous
--                    people by the level of their latest assessment, whenever the period begins
--   assessed, referred, attended, reassessed, progressed
--                    people first assessed in {month} who have got at least so far by the last day of all events
--   waited           referrals of a person to a structure sent in {month}; {days} from then to the person's coming there, 61: more than 60,
--                    or not yet
CREATE TABLE IF NOT EXISTS derived_measure /*ON CLUSTER*/
(
    layer     UInt64,
    scope     LowCardinality(String),
    measure   LowCardinality(String),
    key       LowCardinality(String),
    days      UInt8,
    month     Date COMMENT '2149-06-01: whenever the period begins',
    since     Date,
    number    SimpleAggregateFunction(sum, Int64),
    records_x SimpleAggregateFunction(groupBitXor, UInt64) COMMENT 'XOR of the record keys of what is counted; 0 for minutes'
)
ENGINE = AggregatingMergeTree
PARTITION BY layer
ORDER BY (scope, measure, key, since, month, days);

-- How many referrals went from one structure to another in a month; to '' they left the network.
CREATE TABLE IF NOT EXISTS derived_pair /*ON CLUSTER*/
(
    layer          UInt64,
    month          Date,
    from_structure LowCardinality(String),
    to_structure   LowCardinality(String),
    referrals      Int64
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (month, from_structure, to_structure);

-- On which days of a month each structure has events, a bit a day. What a correction says of a structure and month takes the place
-- of what its base says.
CREATE TABLE IF NOT EXISTS derived_active /*ON CLUSTER*/
(
    layer     UInt64,
    structure LowCardinality(String),
    month     Date,
    days      UInt32
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY (month, structure);

ALTER TABLE derived_state /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    last_day Date COMMENT 'no event in the layers is of a later one' AFTER filled;

-- Layers that were filled before have none of this: without a state everything is worked out again from the events.
TRUNCATE TABLE IF EXISTS derived_state /*ON CLUSTER*/;

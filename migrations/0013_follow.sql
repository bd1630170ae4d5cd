-- +goose Up
-- What lets corrections be filled without reading all events, or all of an event.

-- The events that have come since an insert. The names of parts say what inserts they hold, the last one third: those that hold only
-- earlier ones are not read. (Asking for _block_number alone reads that column of all events.)
CREATE VIEW IF NOT EXISTS event_since /*ON CLUSTER*/ AS
SELECT *
FROM event
WHERE toUInt64(splitByChar('_', _part)[3]) > {through:UInt64} AND _block_number > {through:UInt64};

-- In a correction, the events of touched records that the base has seen.
CREATE TABLE IF NOT EXISTS derived_earlier /*ON CLUSTER*/
(
    layer    UInt64,
    identity FixedString(16)
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY identity;

-- In a correction, the attendances of touched people that have not changed themselves, taken back and added again: what is known of a
-- person follows from all of that person's events. Participations and minutes do not, so only this is kept of them.
CREATE TABLE IF NOT EXISTS derived_standing /*ON CLUSTER*/
(
    layer         UInt64,
    sign          Int8,
    kind          Enum8('assessment' = 1, 'referral' = 2, 'attendance' = 3, 'retraction' = 4) COMMENT 'always an attendance',
    day           Date,
    person        UInt64,
    structure     LowCardinality(String),
    territory     LowCardinality(String),
    territory_key LowCardinality(String),
    residence     LowCardinality(String),
    age_band      LowCardinality(String),
    activity      LowCardinality(String),
    audience      LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY layer
ORDER BY tuple();

-- In a layer, the assessments and attendances that what is known of people follows from.
CREATE VIEW IF NOT EXISTS layer_encounter /*ON CLUSTER*/ AS
SELECT sign, kind, day, person, structure, territory, territory_key, residence, age_band, activity, audience
FROM derived_event
WHERE layer = {layer:UInt64} AND kind IN ('assessment', 'attendance') AND person != 0
UNION ALL
SELECT sign, kind, day, person, structure, territory, territory_key, residence, age_band, activity, audience
FROM derived_standing
WHERE layer = {layer:UInt64};

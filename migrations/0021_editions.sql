-- +goose Up
-- What is published (editions): cells of the closed list, each with its noise, drawn once and never recomputed. An edition is whole once its
-- row in edition is there; cells of an edition that has none are left from a cut that did not end.
CREATE TABLE IF NOT EXISTS published_cell /*ON CLUSTER*/
(
    edition UInt32,
    version UInt16 COMMENT 'of the window: 1 at first',
    component LowCardinality(String) COMMENT 'of an indicator; indicator/field for what is counted of structures',
    kind LowCardinality(String) COMMENT 'of the area: territory, group, elsewhere, commune, structure, project',
    area LowCardinality(String),
    `from` Date,
    `to` Date COMMENT 'first day after the window',
    field LowCardinality(String) COMMENT 'what the class is of; empty where all people are together',
    class LowCardinality(String),
    value Float64 COMMENT 'a whole number, noise included, but where nothing is counted of persons'
)
ENGINE = /*Replicated*/MergeTree PARTITION BY edition ORDER BY (component, kind, area, field, class, `to`, `from`)
SETTINGS default_compression_codec = 'ZSTD(1)', fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS published_window /*ON CLUSTER*/
(
    edition UInt32,
    `from` Date,
    `to` Date,
    version UInt16,
    final Bool COMMENT 'no later edition replaces it by itself'
)
ENGINE = /*Replicated*/MergeTree ORDER BY (edition, `to`, `from`)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS edition /*ON CLUSTER*/
(
    number UInt32,
    day Date COMMENT 'Europe/Paris: what was known then is in it',
    cut_at DateTime64(3, 'UTC'),
    first Date COMMENT 'month of the first event',
    height UInt8 COMMENT 'levels between the lowest territories and those of the published level',
    cells UInt64,
    events UInt64 COMMENT 'of the windows that have their last version',
    late UInt64 COMMENT 'of these, those that came after it',
    why String COMMENT 'of a reissue'
)
ENGINE = /*Replicated*/MergeTree ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

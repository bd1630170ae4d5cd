-- +goose Up
-- What areas of several lowest territories held when editions were cut: an area is what it holds, and one that holds others is another. There is a row
-- in each edition with which that changed; of an area that is not there any more, or holds one territory alone, one without members.
CREATE TABLE IF NOT EXISTS published_area /*ON CLUSTER*/
(
    edition UInt32,
    kind LowCardinality(String) COMMENT 'as of published_cell',
    area LowCardinality(String),
    members Array(LowCardinality(String)) COMMENT 'codes of lowest territories, sorted',
    since Date COMMENT 'only windows that end after it have cells of the area'
)
ENGINE = /*Replicated*/MergeTree ORDER BY (edition, kind, area)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The dates of the network (its plan's start, a mandate) since which figures are published to each quarter's end.
CREATE TABLE IF NOT EXISTS network_date /*ON CLUSTER*/
(
    day Date COMMENT 'first of a month',
    name_fr String,
    name_en String,
    set_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(set_at) ORDER BY day
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

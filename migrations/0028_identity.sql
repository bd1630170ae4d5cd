-- +goose Up
-- Other ids of structures: what names one is of its structure. No row is ever changed: removing an alias adds a row of the same number.
CREATE TABLE IF NOT EXISTS structure_alias /*ON CLUSTER*/
(
    number     UInt32,
    alias      String COMMENT 'the other id',
    structure  String,
    why        String,
    set_at     DateTime64(3, 'UTC'),
    removed    Bool,
    changed_at DateTime64(3, 'UTC') COMMENT 'when it was set, or removed'
)
ENGINE = /*Replicated*/ReplacingMergeTree(changed_at)
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Structures that others continue: from a day on what names the one is of the other. No row is ever changed: undoing a merge adds a row of
-- the same number.
CREATE TABLE IF NOT EXISTS structure_merge /*ON CLUSTER*/
(
    number     UInt32,
    structure  String COMMENT 'the one that is continued: it is closed from from_day on',
    successor  String,
    from_day   Date COMMENT 'Europe/Paris',
    why        String,
    set_at     DateTime64(3, 'UTC'),
    undone     Bool,
    changed_at DateTime64(3, 'UTC') COMMENT 'when it was set, or undone'
)
ENGINE = /*Replicated*/ReplacingMergeTree(changed_at)
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

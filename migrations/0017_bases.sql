-- +goose Up
-- Bases that are filled beside the present one, while corrections of that go on: whoever brings the derived tables up to date next moves to
-- the last one that is filled. The columns are those of derived_state. What empties that is to empty this, too.
CREATE TABLE IF NOT EXISTS derived_base /*ON CLUSTER*/
(
    base     UInt64,
    places   UInt64,
    through  UInt64,
    events   UInt64,
    erased   UInt64 COMMENT 'where this is not the present state''s, or attached, the base is of no use',
    attached UInt64,
    registry UInt64,
    filled   UInt64 COMMENT '0: it is being filled; another row follows'
)
ENGINE = MergeTree
ORDER BY base
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

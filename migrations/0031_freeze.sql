-- +goose Up
-- What a committee had before it at a meeting, kept for ever: the edition of its day, and the registry as anybody could read it. A meeting has one row.
-- Were there ever two, the earlier counts.
CREATE TABLE IF NOT EXISTS meeting_freeze /*ON CLUSTER*/
(
    meeting String,
    day Date COMMENT 'of the meeting',
    edition UInt32,
    `from` Date COMMENT 'the window that readers had unasked',
    `to` Date COMMENT 'first day after it',
    state String COMMENT 'plan, governance, members, targets and calls, as dashboard/affairs writes them in JSON',
    frozen_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree ORDER BY (meeting, frozen_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

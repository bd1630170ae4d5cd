-- +goose Up
CREATE TABLE IF NOT EXISTS token /*ON CLUSTER*/
(
    hash       FixedString(32) COMMENT 'SHA-256 of the token; the token itself is kept nowhere',
    source     String,
    space      String,
    structures Array(String) COMMENT 'empty: all',
    created_at DateTime64(3, 'UTC'),
    expires_on Nullable(Date) COMMENT 'first day (Europe/Paris) on which it is refused',
    revoked    Bool,
    changed_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(changed_at)
ORDER BY hash
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The fingerprint of the network key that pseudonyms are made with: another key would split every person in two.
CREATE TABLE IF NOT EXISTS network_key /*ON CLUSTER*/
(
    fingerprint FixedString(32),
    recorded_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/MergeTree
ORDER BY recorded_at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- +goose Up
-- Where a structure stood, one row for each of its snapshots: an event took place where its structure was on its day, so a move changes no
-- figure of the past. It takes the place of the table that knew today's places only. Written at the import of a snapshot, and for all
-- snapshots again whenever territories or outlines change. An empty territory: unattached.
CREATE TABLE IF NOT EXISTS snapshot_attachment /*ON CLUSTER*/
(
    structure   String,
    imported_at DateTime64(3, 'UTC') COMMENT 'of the snapshot',
    territory   String,
    how         LowCardinality(String) COMMENT 'declared, insee, postcode, name, position or empty',
    attached_at DateTime64(3, 'UTC')
)
ENGINE = /*Replicated*/ReplacingMergeTree(attached_at)
ORDER BY (structure, imported_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- The snapshots there are get the place that is known of their structure. They bear the oldest time there is, so that the next import
-- attaches each by its own record.
INSERT INTO snapshot_attachment (structure, imported_at, territory, how, attached_at)
SELECT s.id, s.imported_at, a.territory, a.how, toDateTime64(0, 3, 'UTC')
FROM structure_snapshot AS s
INNER JOIN (SELECT structure, territory, how FROM structure_attachment FINAL) AS a ON a.structure = s.id
WHERE (s.id, s.imported_at) NOT IN (SELECT structure, imported_at FROM snapshot_attachment);

-- Where every structure stands today: where its latest snapshot does.
CREATE OR REPLACE VIEW structure_attachment /*ON CLUSTER*/ AS
SELECT structure, territory, how, attached_at
FROM snapshot_attachment
ORDER BY structure, imported_at DESC, attached_at DESC
LIMIT 1 BY structure;

-- The other columns of a snapshot are in 0002.
ALTER TABLE structure_snapshot /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    closed_months Array(UInt8) COMMENT 'months of every year, 1 to 12, in which it is closed' AFTER charter_signed_on;

-- Events of some days that are set aside: facts leave them out until the exclusion is lifted. No row is ever changed: lifting one adds a
-- row of the same number.
CREATE TABLE IF NOT EXISTS exclusion /*ON CLUSTER*/
(
    number     UInt32,
    source     String,
    structure  String COMMENT 'empty: every structure that the source speaks for',
    from_day   Date,
    to_day     Date COMMENT 'the day after the last one (Europe/Paris)',
    why        String,
    set_at     DateTime64(3, 'UTC'),
    lifted     Bool,
    changed_at DateTime64(3, 'UTC') COMMENT 'when it was set, or lifted'
)
ENGINE = /*Replicated*/ReplacingMergeTree(changed_at)
ORDER BY number
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

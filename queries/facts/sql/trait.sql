-- What the events of each source carry: a row a source, month and trait (a type, or a field of it), with how many of its events do. Only a month's first
-- day is kept. Of attendances those of the public count; who is trained to help is a trait of its own.
CREATE VIEW worked_trait /*ON CLUSTER*/ AS
SELECT source, month, one.1::LowCardinality(String) AS trait, one.2 AS events
FROM
(
    WITH kind = 'attendance' AND audience = 'public' AS attends
    SELECT
        source, toStartOfMonth(day) AS month,
        [
            ('events', count()),
            ('assessment', countIf(kind = 'assessment')),
            ('assessment.score', countIf(isNotNull(score) AND tool != '')),
            ('assessment.wants', countIf(notEmpty(wants))),
            ('attendance', countIf(attends)),
            ('attendance.person', countIf(attends AND person != 0)),
            ('attendance.participants', countIf(attends AND person = 0)),
            ('attendance.participants.returning', countIf(attends AND person = 0 AND returning_known)),
            ('attendance.procedures', countIf(attends AND notEmpty(procedures))),
            ('attendance.aids', countIf(attends AND notEmpty(aids))),
            ('attendance.helper', countIf(attends AND helper != '')),
            ('attendance.heard_from', countIf(attends AND heard_from != '')),
            ('attendance.project', countIf(attends AND project != '')),
            ('attendance.audience', countIf(kind = 'attendance' AND NOT attends)),
            ('referral', countIf(kind = 'referral')),
            ('referral.person', countIf(kind = 'referral' AND person != 0)),
            ('referral.to', countIf(kind = 'referral' AND to_structure != '')),
            ('declaration', countIf(kind = 'declaration')),
            ('declaration.people', countIf(kind = 'declaration' AND declared_people IS NOT NULL)),
            ('declaration.minutes', countIf(kind = 'declaration' AND declared_minutes IS NOT NULL)),
            ('declaration.project', countIf(kind = 'declaration' AND project != '')),
            ('profile.residence', countIf(residence != '')),
            ('profile.age_band', countIf(age_band != '')),
            ('profile.gender', countIf(gender != ''))
        ] AS traits
    FROM fact_event
    WHERE build = {build:UInt64}
    GROUP BY source, month
)
ARRAY JOIN traits AS one
WHERE events > 0;

CREATE TABLE fact_trait /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (source, month) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_trait(build = 0);

CREATE VIEW trait /*ON CLUSTER*/ AS
SELECT * EXCEPT build FROM fact_trait WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_trait SELECT {build:UInt64}, * FROM worked_trait(build = {build:UInt64});

-- Months that structures without a tool declare: of one structure, month and project the highest revision, then the largest numbers. Months in
-- which the structure has events of its own are not here, by the fact activity of the same build. A row counts in windows that hold the whole month. Minutes are those of all
-- participations; people, distinct in the month. Rows of a field split a month's participations as those of attendances.
-- of: declaration
CREATE VIEW worked_declaration /*ON CLUSTER*/ AS
WITH
    (field, margin, people) -> arrayConcat(
        arrayMap((class, n) -> (field, toString(class), toInt64(n)), mapKeys(margin), mapValues(margin)),
        [(field, 'unknown', people - toInt64(arraySum(mapValues(margin))))]) AS split_by
SELECT
    one.1::LowCardinality(String) AS field,
    one.2::LowCardinality(String) AS class,
    one.3::UInt32 AS heads,
    d.structure AS structure,
    toStartOfMonth(d.day) AS day,
    d.day AS since,
    d.territory AS territory,
    d.place AS place,
    d.project AS project,
    d.people AS people,
    d.minutes AS minutes
FROM
(
    SELECT
        structure, territory, place, project, day,
        declared_participations AS participations, ifNull(declared_people, 0) AS people, ifNull(declared_minutes, 0) AS minutes,
        age_bands, activities, genders, residences, formats, service_counts
    FROM fact_event
    WHERE build = {build:UInt64} AND kind = 'declaration'
    ORDER BY revision DESC, participations DESC, people DESC, identity
    LIMIT 1 BY structure, project, day
) AS d
ARRAY JOIN arrayFilter(one -> one.1 = '' OR one.3 > 0, arrayConcat(
    [('', '', toInt64(participations))],
    split_by('age_band', age_bands, participations), split_by('activity', activities, participations),
    split_by('gender', genders, participations), split_by('residence', residences, participations),
    split_by('format', formats, participations), split_by('service', service_counts, participations))) AS one
WHERE (d.structure, toStartOfMonth(d.day)) NOT IN
    (SELECT structure, toStartOfMonth(day) FROM fact_activity WHERE build = {build:UInt64} AND NOT declared);

CREATE TABLE fact_declaration /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (field, structure, day) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_declaration(build = 0);

CREATE VIEW declaration /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, toDate('2149-06-06') AS until, toDate(0) AS seen, toDate('2149-06-06') AS unseen, toUInt64(0) AS person,
    'unknown'::LowCardinality(String) AS format, []::Array(LowCardinality(String)) AS services, true AS split, 1 AS weight
FROM fact_declaration
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_declaration SELECT {build:UInt64}, * FROM worked_declaration(build = {build:UInt64});

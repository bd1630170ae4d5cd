-- What each person can do, from one assessed day to the next: of a day's assessments the one with the highest level, then at the structure
-- with the smallest id, then with the smallest identity. A row is a person's last assessment in windows that end after day and not after
-- until. Beside it the first assessed day, its level and where that was.
-- of: assessment
CREATE VIEW worked_assessment /*ON CLUSTER*/ AS
SELECT
    person,
    one.1 AS day,
    if(nth = length(days), toDate('2149-06-06'), days[nth + 1].1) AS until,
    -one.2 AS level,
    days[1].1 AS first_day,
    -days[1].2 AS first_level,
    one.3 AS structure,
    one.5 AS territory,
    one.6 AS place,
    one.7 AS equipment,
    one.8 AS connects,
    one.9 AS offline_reason,
    one.10 AS barrier,
    one.11 AS wants
FROM
(
    SELECT
        person,
        arraySort(groupArray((
            day, -toInt8(level), structure, identity, territory, place,
            multiIf(NOT equipment_known, ['unknown'], empty(equipment), ['none'], equipment)::Array(LowCardinality(String)),
            [if(connects = '', 'unknown', connects)]::Array(LowCardinality(String)),
            [if(offline_reason = '', 'unknown', offline_reason)]::Array(LowCardinality(String)),
            if(empty(barriers), ['unknown'], barriers)::Array(LowCardinality(String)),
            wants))) AS assessments,
        arrayFilter((one, nth) -> nth = 1, assessments, arrayEnumerateUniq(assessments.1)) AS days
    FROM fact_event
    WHERE build = {build:UInt64} AND kind = 'assessment' AND person % {parts:UInt8} = {part:UInt8}
    GROUP BY person
)
ARRAY JOIN days AS one, arrayEnumerate(days) AS nth;

CREATE TABLE fact_assessment /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (person, day) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_assessment(build = 0, parts = 1, part = 0);

CREATE VIEW assessment /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, day AS since, toDate(0) AS seen, toDate('2149-06-06') AS unseen,
    ''::LowCardinality(String) AS project, ''::LowCardinality(String) AS format, []::Array(LowCardinality(String)) AS services,
    1 AS heads, ''::LowCardinality(String) AS field, ''::LowCardinality(String) AS class, false AS split, 1 AS weight
FROM fact_assessment
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_assessment SELECT {build:UInt64}, * FROM worked_assessment(build = {build:UInt64}, parts = {parts:UInt8}, part = {part:UInt8});

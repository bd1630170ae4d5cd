-- What each person reached in each questionnaire, from one scored day to the next: of a day's scores of one tool the highest, then the one at the
-- structure with the smallest id, then with the smallest identity. A score whose tool is not named compares with none, and is not here. A row is a
-- person's last score in windows that end after day and not after until. Scores are hundredths of a point. Beside it the first scored day and its score.
CREATE VIEW worked_score /*ON CLUSTER*/ AS
SELECT
    person,
    tool,
    one.1 AS day,
    if(nth = length(days), toDate('2149-06-06'), days[nth + 1].1) AS until,
    -one.2 AS score,
    days[1].1 AS first_day,
    -days[1].2 AS first_score,
    one.3 AS structure,
    one.5 AS territory,
    one.6 AS place
FROM
(
    SELECT
        person, tool,
        arraySort(groupArray((day, -toInt32(round(100 * assumeNotNull(score))), structure, identity, territory, place))) AS scores,
        arrayFilter((one, nth) -> nth = 1, scores, arrayEnumerateUniq(scores.1)) AS days
    FROM fact_event
    WHERE build = {build:UInt64} AND kind = 'assessment' AND isNotNull(score) AND tool != '' AND person % {parts:UInt8} = {part:UInt8}
    GROUP BY person, tool
)
ARRAY JOIN days AS one, arrayEnumerate(days) AS nth;

CREATE TABLE fact_score /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (person, tool, day) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_score(build = 0, parts = 1, part = 0);

CREATE VIEW score /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, day AS since, toDate(0) AS seen, toDate('2149-06-06') AS unseen,
    ''::LowCardinality(String) AS project, ''::LowCardinality(String) AS format, []::Array(LowCardinality(String)) AS services,
    1 AS heads, ''::LowCardinality(String) AS field, ''::LowCardinality(String) AS class, false AS split, 1 AS weight
FROM fact_score
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_score SELECT {build:UInt64}, * FROM worked_score(build = {build:UInt64}, parts = {parts:UInt8}, part = {part:UInt8});

-- The steps of people who were not autonomous at their first assessment: assessed (1), referred to a structure (2), attended there (3),
-- reassessed (4), progressed (5).
-- A row is a step that a person has reached, from the day seen to the day unseen; day, place and structure are those of the first
-- assessment. Worked out from the facts assessment and referral of the same build.
-- of: assessment
CREATE VIEW worked_journey /*ON CLUSTER*/ AS
WITH toDate('2149-06-06') AS never
SELECT person, day, territory, place, structure, one.1::UInt8 AS step, one.2 AS seen, one.3 AS unseen
FROM
(
    SELECT
        a.person AS person, a.first_day AS day, a.first_at.1 AS territory, a.first_at.2 AS place, a.first_at.3 AS structure,
        arrayMin(later.1) AS referred_on,
        arrayMin(arrayFilter(came -> came > toDate(0), later.2)) AS came_on,
        greatest(a.first_day + 14, came_on) AS due_on,
        arrayFilter(one -> one.1 >= due_on, a.levels) AS again,
        arrayConcat(
            [(1, toDate(0), never)],
            if(empty(later), [], [(2, referred_on, never)]),
            if(came_on = toDate(0), [], [(3, came_on, never)]),
            if(came_on = toDate(0) OR empty(again), [], [(4, again[1].1, never)]),
            if(came_on = toDate(0), [], arrayMap(one -> (5, one.1, one.2), arrayFilter(one -> one.3 > a.first_level, again)))) AS steps
    FROM
    (
        SELECT
            person, first_day, first_level,
            anyIf((territory, place, structure), day = first_day) AS first_at,
            arraySort(groupArray((day, until, level))) AS levels
        FROM fact_assessment
        WHERE build = {build:UInt64} AND first_level < 4 AND person % {parts:UInt8} = {part:UInt8}
        GROUP BY person, first_day, first_level
    ) AS a
    LEFT ANY JOIN
    (
        SELECT person, groupArray((day, came_on)) AS referrals
        FROM fact_referral
        WHERE build = {build:UInt64} AND person != 0 AND to_structure != ''
        GROUP BY person
    ) AS r ON r.person = a.person
    ARRAY JOIN [arrayFilter(one -> one.1 >= a.first_day, r.referrals)] AS later
)
ARRAY JOIN steps AS one;

CREATE TABLE fact_journey /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (step, day) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_journey(build = 0, parts = 1, part = 0);

CREATE VIEW journey /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, day AS since, toDate('2149-06-06') AS until,
    ''::LowCardinality(String) AS project, ''::LowCardinality(String) AS format, []::Array(LowCardinality(String)) AS services,
    1 AS heads, ''::LowCardinality(String) AS field, ''::LowCardinality(String) AS class, false AS split, 1 AS weight
FROM fact_journey
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_journey SELECT {build:UInt64}, * FROM worked_journey(build = {build:UInt64}, parts = {parts:UInt8}, part = {part:UInt8});

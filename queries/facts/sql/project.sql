-- The states of projects of calls, from the day on which one was imported until the next one was; the first one stands for the days before, too.
-- Owner is the structure that its structure's id stands for on the day on which it starts. Shares are the lowest territories of a project (those
-- it names, else its structure's) with their people up to each, for splitting by them: where nobody lives in any, all are equal.
-- of: project_snapshot
CREATE VIEW held_territory /*ON CLUSTER*/ AS
WITH RECURSIVE held AS
(
    SELECT code AS whole, code AS code, 0 AS steps FROM territory FINAL
    UNION ALL
    SELECT h.whole AS whole, t.code AS code, h.steps + 1 AS steps
    FROM held AS h
    INNER JOIN (SELECT code, parent FROM territory FINAL) AS t ON t.parent = h.code
    WHERE h.steps < 8
)
SELECT whole, code, steps FROM held;

CREATE VIEW lowest_territory /*ON CLUSTER*/ AS
SELECT DISTINCT whole, code FROM held_territory WHERE code NOT IN (SELECT parent FROM territory FINAL);

CREATE VIEW worked_project /*ON CLUSTER*/ AS
WITH
    arraySort(arrayDistinct(arrayFlatten(arrayMap(
        code -> if(empty(codes_of[code]), [code], codes_of[code]), if(empty(territories), [home], territories))))) AS codes,
    arrayMap(code -> if(arraySum(arrayMap(c -> people_of[c], codes)) = 0, 1, people_of[code]), codes) AS people
SELECT
    project, call, structure, owner, seen, unseen, funded, by_call, by_others, starts_on, ends_on, target, payments,
    arrayMap((code, upto, n) -> (code, upto - n, upto), codes, arrayCumSum(people), people)::Array(Tuple(code String, before UInt64, upto UInt64)) AS shares
FROM
(
    SELECT
        code AS project, call, s.structure AS structure, if(l.id = '', s.structure, l.structure) AS owner, ifNull(at.territory, '') AS home, territories,
        if(row_number() OVER earlier = 1, toDate(0), imported_on) AS seen,
        leadInFrame(imported_on, 1, toDate('2149-06-06')) OVER later AS unseen,
        stages[-1].stage IN ('granted', 'paid', 'closed') AS funded,
        ifNull(granted, 0) AS by_call, arraySum(cofunders.cents)::Int64 AS by_others, starts_on, ends_on, target_people AS target, payments,
        (SELECT mapFromArrays(groupArray(whole), groupArray(codes)) FROM (SELECT whole, groupArray(code) AS codes FROM lowest_territory GROUP BY whole)) AS codes_of,
        (SELECT mapFromArrays(groupArray(code), groupArray(people)) FROM territory_population) AS people_of
    FROM (SELECT *, toDate(imported_at, 'Europe/Paris') AS imported_on, ifNull(starts_on, toDate(0)) AS owned_on FROM project_snapshot) AS s
    ASOF LEFT JOIN structure_line AS l ON l.id = s.structure AND s.owned_on >= l.since
    LEFT ANY JOIN structure_attachment AS at ON at.structure = s.structure
    WINDOW
        earlier AS (PARTITION BY code ORDER BY imported_at),
        later AS (PARTITION BY code ORDER BY imported_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
WHERE seen < unseen;

CREATE TABLE fact_project /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (project, seen) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_project;

CREATE VIEW project_state /*ON CLUSTER*/ AS
SELECT * EXCEPT build FROM fact_project WHERE build = (SELECT max(number) FROM fact_build);

-- A row a state of a project, on the day on which it starts: what counts projects, and the people whom they are to reach.
CREATE VIEW project /*ON CLUSTER*/ AS
SELECT
    '' AS field, '' AS class, 1 AS heads, 1 AS weight, toUInt64(0) AS person, true AS split,
    assumeNotNull(starts_on) AS day, day AS since, toDate('2149-06-06') AS until, seen, unseen,
    project, [call] AS call, owner AS structure, '' AS territory, 'unknown' AS place, 'unknown' AS format, []::Array(String) AS services,
    s.target IS NOT NULL AS targeted, toInt64(ifNull(s.target, 0)) AS target
FROM project_state AS s
WHERE funded AND starts_on IS NOT NULL;

INSERT INTO fact_project SELECT {build:UInt64}, * FROM worked_project;

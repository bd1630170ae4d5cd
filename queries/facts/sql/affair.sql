-- What the committee keeps, as it is from a day on: measures of the plan, bodies and structures on their way into the network, territories with
-- and without an animator in office, campaigns for volunteers. What has a day (a status, a stage, an office) counts from that day on; the results
-- of a campaign have none, and count from the day of their import, the first ones from its start. Of the imports of a day the last one
-- counts, and that of the first day stands for the days before it, too.

-- Published territories: those of the lowest level whose median population is 3 000, which is that of the first edition for ever.
CREATE VIEW published_territory /*ON CLUSTER*/ AS
SELECT arrayJoin(argMin(codes, height)) AS code
FROM
(
    SELECT height, arraySort(groupArray(top)) AS codes, arraySort(groupArray(people)) AS peoples,
        leadInFrame(codes) OVER (ORDER BY height ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS above
    FROM
    (
        SELECT DISTINCT height, top
        FROM
        (
            SELECT code AS lowest, height, argMax(whole, steps) AS top
            FROM held_territory
            ARRAY JOIN range(9) AS height
            WHERE steps <= height AND lowest NOT IN (SELECT parent FROM territory FINAL)
            GROUP BY lowest, height
        )
    ) AS t
    LEFT ANY JOIN territory_population AS p ON p.code = t.top
    GROUP BY height
)
WHERE if((SELECT count() FROM edition) > 0, height = (SELECT max(height) FROM edition), peoples[intDiv(length(peoples), 2) + 1] >= 3000 OR codes = above);

CREATE VIEW worked_affair /*ON CLUSTER*/ AS
WITH
    toDate('2149-06-06') AS never,
    (days) -> arrayPopFront(arrayPushBack(days, never)) AS ends,
    (days) -> arrayZip(days, ends(days)) AS spread,
    (stages) -> arrayMap((since, until, stage) -> (since, until, indexOf(['identified', 'met', 'member', 'reporting', 'left'], stage), 1),
        stages.day, ends(stages.day), stages.stage) AS way,
    (status) -> indexOf(['planned', 'started', 'done', 'dropped'], status) - 1 AS reached,
    (days, statuses, due) -> arrayConcat(
        arrayMap((since, until, status) -> (since, least(until, due), reached(status), 1), days, ends(days), statuses),
        arrayMap((since, until, status) -> (greatest(since, due), until, reached(status) + 4, 1), days, ends(days), statuses)) AS course
-- Each import of a thing has its spans: from when to when there is so much (weight) of what (state).
SELECT
    kind::LowCardinality(String) AS kind, '' AS territory, span.3 AS state, span.4 AS weight,
    greatest(span.1, version.1) AS since, least(span.2, version.2) AS until, version.3 AS seen, version.4 AS unseen
FROM
(
    SELECT *, if(row_number() OVER imports = 1, toDate(0), imported_on) AS first, leadInFrame(imported_on, 1, never) OVER imports AS next
    FROM
    (
        SELECT kind, thing, imported_at, toDate(imported_at, 'Europe/Paris') AS imported_on, spans::Array(Tuple(Date, Date, UInt8, Int64)) AS spans
        FROM
        (
            SELECT 'measure' AS kind, code AS thing, imported_at,
                course(arrayPushFront(statuses.day, toDate(0)), arrayPushFront(statuses.status, 'planned'), due) AS spans
            FROM plan_measure
            UNION ALL
            SELECT 'body', code, imported_at, if(kind = 'member', way(stages), []) FROM body
            UNION ALL
            SELECT 'structure', structure, imported_at, way(stages) FROM structure_membership
            UNION ALL
            SELECT 'campaign', code, imported_at, [(assumeNotNull(starts_on), never, multiIf(active IS NULL, 0, target IS NULL, 1, 2), 1)]
            FROM campaign_snapshot
            WHERE starts_on IS NOT NULL
            UNION ALL
            SELECT 'volunteer', code, imported_at, arrayMap((state, weight) -> (assumeNotNull(starts_on), never, state, ifNull(weight, 0)),
                [0, 1, if(target IS NULL, 2, 3), 4], [candidates, engaged, active, if(active IS NULL, NULL, target)])
            FROM campaign_snapshot
            WHERE starts_on IS NOT NULL
        )
        ORDER BY imported_at DESC
        LIMIT 1 BY kind, thing, imported_on
    )
    WINDOW imports AS (PARTITION BY kind, thing ORDER BY imported_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
ARRAY JOIN spans AS span
-- When a state holds, and when it is known: what has no days of its own is over with the next import, which is known from then on.
ARRAY JOIN multiIf(
    kind NOT IN ('campaign', 'volunteer'), [(toDate(0), never, first, next)],
    next = never, [(first, never, first, never)],
    [(first, never, first, next), (first, next, next, never)]) AS version
WHERE weight != 0 AND since < until
UNION ALL
-- A territory is animated as long as there is an office of its own, or of one that holds it.
SELECT
    'territory', code, arrayExists(o -> o.3 <= known.1 AND known.1 < o.4 AND o.1 <= held.1 AND held.1 < o.2, offices), 1,
    held.1, held.2, known.1, known.2
FROM
(
    SELECT p.code AS code, o.offices AS offices
    FROM published_territory AS p
    LEFT JOIN
    (
        SELECT h.code AS code, groupArray((o.from_day, ifNull(o.to_day, never), o.first, o.next)) AS offices
        FROM held_territory AS h
        INNER JOIN
        (
            SELECT *, if(row_number() OVER imports = 1, toDate(0), imported_on) AS first, leadInFrame(imported_on, 1, never) OVER imports AS next
            FROM
            (
                SELECT *, toDate(imported_at, 'Europe/Paris') AS imported_on
                FROM animator
                ORDER BY imported_at DESC
                LIMIT 1 BY territory, address, from_day, imported_on
            )
            WINDOW imports AS (PARTITION BY territory, address, from_day ORDER BY imported_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        ) AS o ON o.territory = h.whole
        GROUP BY code
    ) AS o ON o.code = p.code
)
ARRAY JOIN spread(arraySort(arrayDistinct(arrayConcat([toDate(0)], offices.1, arrayFilter(day -> day < never, offices.2))))) AS held
ARRAY JOIN spread(arraySort(arrayDistinct(arrayConcat([toDate(0)], offices.3, arrayFilter(day -> day < never, offices.4))))) AS known;

CREATE TABLE fact_affair /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (kind, territory, state) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_affair;

CREATE VIEW affair /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, since AS day, '' AS field, '' AS class, 1 AS heads, toUInt64(0) AS person, true AS split,
    '' AS project, '' AS structure, if(territory = '', 'unknown', territory) AS place, 'unknown' AS format, []::Array(String) AS services
FROM fact_affair
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_affair SELECT {build:UInt64}, * FROM worked_affair;

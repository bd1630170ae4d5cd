-- First visits: a row a person and structure, with the earliest public attendance there, unless it says that it was not the first, and a row a group of
-- anonymous people of whom some had not come before (heads). Of several on a day it is the one at the smallest territory, then of the smallest
-- format, project and services. Who had come to a structure is not new to the one that continues it.
-- of: attendance
CREATE VIEW worked_first_visit /*ON CLUSTER*/ AS
SELECT
    v.person AS person, v.structure AS structure, earliest.1 AS day, earliest.2 AS territory, earliest.3 AS format, earliest.4 AS project, earliest.5 AS services,
    earliest.6 AS place, earliest.7 AS heard_from, 1::UInt16 AS heads
FROM
(
    SELECT person AS person, structure AS structure, min((day, territory, format, project, services, place, heard_from, not_first)) AS earliest
    FROM fact_event
    WHERE build = {build:UInt64} AND kind = 'attendance' AND audience = 'public' AND person != 0 AND person % {parts:UInt8} = {part:UInt8}
    GROUP BY person, structure
) AS v
LEFT ANY JOIN
(
    SELECT e.person AS person, l.structure AS structure, min(l.since) AS since
    FROM fact_event AS e
    INNER JOIN structure_line AS l ON l.id = e.structure
    WHERE e.build = {build:UInt64} AND e.kind = 'attendance' AND e.audience = 'public' AND e.person != 0 AND e.person % {parts:UInt8} = {part:UInt8}
        AND l.id != l.structure
    GROUP BY person, structure
) AS known ON known.person = v.person AND known.structure = v.structure
WHERE NOT earliest.8 AND (known.person = 0 OR earliest.1 < known.since)
UNION ALL
SELECT person, structure, day, territory, format, project, services, place, heard_from, participants - returning AS heads
FROM fact_event
WHERE build = {build:UInt64} AND kind = 'attendance' AND audience = 'public' AND person = 0 AND returning_known AND participants > returning AND {part:UInt8} = 0;

CREATE TABLE fact_first_visit /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY day SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_first_visit(build = 0, parts = 1, part = 0);

CREATE VIEW first_visit /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, day AS since, toDate('2149-06-06') AS until, toDate(0) AS seen, toDate('2149-06-06') AS unseen,
    ''::LowCardinality(String) AS field, ''::LowCardinality(String) AS class, false AS split, 1 AS weight
FROM fact_first_visit
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_first_visit SELECT {build:UInt64}, * FROM worked_first_visit(build = {build:UInt64}, parts = {parts:UInt8}, part = {part:UInt8});

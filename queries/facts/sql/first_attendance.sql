-- People's first attendances: a row a person, with where and how it was, and whether the person was seen again on a later day within 30 days.
-- Of several on that day it is the one at the structure with the smallest id, then at the smallest territory, then of the smallest format,
-- project and services. Worked out from the fact attendance of the same build.
-- of: attendance
CREATE VIEW worked_first_attendance /*ON CLUSTER*/ AS
SELECT
    person, earliest.1 AS day, earliest.2 AS structure, earliest.3 AS territory, earliest.4 AS format, earliest.5 AS project,
    earliest.6 AS services, earliest.7 AS place,
    length(days) > 1 AND days[2] <= day + 30 AS again
FROM
(
    SELECT
        person,
        min((day, structure, territory, format, project, services, place)) AS earliest,
        arrayCompact(arraySort(groupArray(day))) AS days
    FROM fact_attendance
    WHERE build = {build:UInt64} AND audience = 'public' AND person != 0 AND person % {parts:UInt8} = {part:UInt8}
    GROUP BY person
);

CREATE TABLE fact_first_attendance /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY day SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_first_attendance(build = 0, parts = 1, part = 0);

CREATE VIEW first_attendance /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, day AS since, toDate('2149-06-06') AS until, toDate(0) AS seen, toDate('2149-06-06') AS unseen,
    1 AS heads, ''::LowCardinality(String) AS field, ''::LowCardinality(String) AS class, false AS split, 1 AS weight
FROM fact_first_attendance
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_first_attendance SELECT {build:UInt64}, * FROM worked_first_attendance(build = {build:UInt64}, parts = {parts:UInt8}, part = {part:UInt8});

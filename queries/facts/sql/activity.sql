-- How many events each structure has on each day, whatever the audience, by how late they came: up to 1, 7, 30, 90 days after their day, more.
-- How many of them are assessments, and how many of the public were helped each time, stands beside. A referral is an event of the structure it comes from; a declaration one of its month's last day.
CREATE VIEW worked_activity /*ON CLUSTER*/ AS
SELECT structure, day, kind = 'declaration' AS declared, late, count() AS events, countIf(kind = 'assessment') AS assessments,
    sumIf(if(person = 0, participants, 1), kind = 'attendance' AND audience = 'public') AS participations
FROM fact_event
WHERE build = {build:UInt64}
GROUP BY structure, day, declared, late;

CREATE TABLE fact_activity /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (structure, day) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_activity(build = 0);

CREATE VIEW activity /*ON CLUSTER*/ AS
SELECT * EXCEPT build FROM fact_activity WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_activity SELECT {build:UInt64}, * FROM worked_activity(build = {build:UInt64});

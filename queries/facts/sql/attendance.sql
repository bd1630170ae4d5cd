-- Help given: a row a person's attendance, or a group of anonymous people's (field is empty). Of such a group there are further rows beside, which
-- split it by a field: each says how many of its people (heads) are of a class of that field. A figure reads the one or the others.
-- The minutes of a public session, of one source and day, which several attendances share, stand once: the longest, with the attendance of the smallest identity.
-- of: attendance
CREATE VIEW worked_attendance /*ON CLUSTER*/ AS
WITH
    (field, margin, people) -> arrayConcat(
        arrayMap((class, n) -> (field, toString(class), toInt64(n)), mapKeys(margin), mapValues(margin)),
        [(field, 'unknown', people - toInt64(arraySum(mapValues(margin))))]) AS split_by
SELECT
    one.1::LowCardinality(String) AS field,
    one.2::LowCardinality(String) AS class,
    one.3::UInt16 AS heads,
    day, person, structure, territory, place, project, format, services, audience,
    procedures, aids, helper, trainee,
    offsite OR format IN ('home_visit', 'outreach') AS away,
    minutes,
    multiIf(field != '' OR audience != 'public', 0, session = 0, minutes, identity = s.first, s.longest, 0)::UInt16 AS session_minutes,
    if(person = 0 AND returning_known, participants - returning, 0)::UInt16 AS new,
    if(person = 0 AND NOT returning_known, participants, 0)::UInt16 AS maybe_new
FROM fact_event AS e
LEFT ANY JOIN
(
    SELECT session, day, min(identity) AS first, max(minutes) AS longest
    FROM fact_event
    WHERE build = {build:UInt64} AND kind = 'attendance' AND audience = 'public' AND session != 0
    GROUP BY session, day
) AS s ON s.session = e.session AND s.day = e.day
ARRAY JOIN if(person != 0, [('', '', toInt64(1))], arrayFilter(one -> one.3 > 0, arrayConcat(
    [('', '', toInt64(participants))],
    split_by('age_band', age_bands, participants), split_by('activity', activities, participants),
    split_by('gender', genders, participants), split_by('residence', residences, participants)))) AS one
WHERE e.build = {build:UInt64} AND e.kind = 'attendance';

CREATE TABLE fact_attendance /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (field, structure, day) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_attendance(build = 0);

CREATE VIEW attendance /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, day AS since, toDate('2149-06-06') AS until, toDate(0) AS seen, toDate('2149-06-06') AS unseen,
    person = 0 AS split, 1 AS weight
FROM fact_attendance
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_attendance SELECT {build:UInt64}, * FROM worked_attendance(build = {build:UInt64});

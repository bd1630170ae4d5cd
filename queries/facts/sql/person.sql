-- What is known of each person, from when to when: residence, age band, activity and gender, each from the latest event of any audience
-- that gives it; of several texts on a day the smallest; and the level of the last assessment (0: never), of a day the highest. A row holds at the end of windows that end after since and not after until.
-- People of whom nothing is known have none. Home is the residence, unknown where that is known only roughly. Each step is a query of its own, as the engine would put one expression into another.
-- of: assessment, attendance
CREATE VIEW worked_person /*ON CLUSTER*/ AS
WITH
    -- Of the (day, text) that were said, what changed from which day on.
    (said) -> arraySort(arrayFilter(one -> one.2 != '', said)) AS given,
    (said) -> arrayFilter((one, nth) -> nth = 1, said, arrayEnumerateUniq(said.1)) AS daily,
    (said) -> arrayFilter((one, before) -> one.2 != before, said, arrayPopBack(arrayPushFront(said.2, ''))) AS changes,
    (said, then) -> if(empty(said) OR said.1[1] > then, 'unknown', said.2[arrayCount(since -> since <= then, said.1)]) AS known
SELECT
    person,
    days[nth] AS since,
    if(nth = length(days), toDate('2149-06-06'), days[nth + 1]) AS until,
    known(lived, since)::LowCardinality(String) AS residence,
    if(residence = 'unknown' OR residence IN (SELECT code FROM rough_territory), 'unknown', residence)::LowCardinality(String) AS home,
    known(aged, since)::LowCardinality(String) AS age_band,
    known(did, since)::LowCardinality(String) AS activity,
    known(is, since)::LowCardinality(String) AS gender,
    -- Levels are written from above, so that the smallest text is the highest level.
    ifNull(9 - toUInt8OrNull(known(can, since)), 0)::UInt8 AS level
FROM
(
    SELECT person, lived, aged, did, is, can,
        arrayCompact(arraySort(arrayConcat([toDate(0)], lived.1, aged.1, did.1, is.1, can.1))) AS days
    FROM
    (
        SELECT person, changes(daily(lived_on)) AS lived, changes(daily(aged_on)) AS aged, changes(daily(did_on)) AS did, changes(daily(is_on)) AS is,
            changes(daily(can_on)) AS can
        FROM
        (
            SELECT
                person,
                given(arrayMap(one -> (one.1, one.2), seen)) AS lived_on,
                given(arrayMap(one -> (one.1, one.3), seen)) AS aged_on,
                given(arrayMap(one -> (one.1, one.4), seen)) AS did_on,
                given(arrayMap(one -> (one.1, one.5), seen)) AS is_on,
                given(arrayMap(one -> (one.1, one.6), seen)) AS can_on
            FROM
            (
                SELECT person, groupArray((day, residence, age_band, activity, gender, if(level = '', '', toString(9 - toInt8(level))))) AS seen
                FROM fact_event
                WHERE build = {build:UInt64} AND kind IN ('assessment', 'attendance') AND person != 0 AND person % {parts:UInt8} = {part:UInt8}
                    AND (notEmpty(residence) OR notEmpty(age_band) OR notEmpty(activity) OR notEmpty(gender) OR kind = 'assessment')
                GROUP BY person
            )
        )
    )
)
ARRAY JOIN arrayEnumerate(days) AS nth;

CREATE TABLE fact_person /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY person SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_person(build = 0, parts = 1, part = 0);

CREATE VIEW person /*ON CLUSTER*/ AS
SELECT * EXCEPT build FROM fact_person WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_person SELECT {build:UInt64}, * FROM worked_person(build = {build:UInt64}, parts = {parts:UInt8}, part = {part:UInt8});

-- Referrals: the ends, the person and the services of the earliest event, the day on which it was sent, where the sender was on that day, and
-- how many days later that person first came to the structure it went to, or to the one that continued it then (61: not within 60); and its state on day 60, with the reason where it was declined.
-- The state is that of the latest day, and of one day sent, expired, declined, accepted in this order.
-- of: referral
CREATE VIEW worked_referral /*ON CLUSTER*/ AS
SELECT * EXCEPT last_state
FROM
(
    SELECT
        r.day AS day,
        r.structure AS structure,
        r.to_structure AS to_structure,
        r.to_kind AS to_kind,
        r.person AS person,
        r.services AS services,
        at.territory AS territory,
        if(at.place = '', 'unknown', at.place)::LowCardinality(String) AS place,
        arrayMin(arrayFilter(came -> came >= r.day, v.days)) AS came_on,
        if(came_on BETWEEN r.day AND r.day + 60, came_on - r.day, 61)::UInt8 AS waited,
        arrayLast(one -> one.1 <= r.day + 60, r.states) AS last_state,
        last_state.2::UInt8 AS state,
        last_state.4::LowCardinality(String) AS reason
    FROM
    (
        SELECT earliest.1 AS structure, earliest.2 AS to_structure, earliest.3 AS to_kind, earliest.4 AS person, earliest.5 AS services, sent_on AS day, states
        FROM
        (
            SELECT
                referral,
                argMin((structure, to_structure, to_kind, person, services), (day, status, identity)) AS earliest,
                if(countIf(status = 'sent') > 0, minIf(day, status = 'sent'), min(day)) AS sent_on,
                arraySort(groupArray((day, toUInt8(status), identity, decline_reason))) AS states
            FROM fact_event
            WHERE build = {build:UInt64} AND kind = 'referral'
            GROUP BY referral
        )
    ) AS r
    ASOF LEFT JOIN structure_place AS at ON at.structure = r.structure AND r.day >= at.since
    LEFT ANY JOIN
    (
        SELECT person, came_to AS structure, groupArray(day) AS days
        FROM fact_event AS e
        LEFT ANY JOIN
        (
            SELECT structure, groupArray((id, since)) AS continued FROM structure_line WHERE id != structure GROUP BY structure
        ) AS l ON l.structure = e.structure
        ARRAY JOIN arrayConcat([toString(e.structure)], arrayFilter(one -> e.day >= one.2, l.continued).1) AS came_to
        WHERE build = {build:UInt64} AND kind = 'attendance' AND audience = 'public' AND person != 0
            AND person IN (SELECT person FROM fact_event WHERE build = {build:UInt64} AND kind = 'referral')
        GROUP BY person, came_to
    ) AS v ON v.person = r.person AND v.structure = r.to_structure
);

CREATE TABLE fact_referral /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY day SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_referral(build = 0);

CREATE VIEW referral /*ON CLUSTER*/ AS
SELECT
    * EXCEPT build, day AS since, toDate('2149-06-06') AS until, toDate(0) AS seen, toDate('2149-06-06') AS unseen,
    ''::LowCardinality(String) AS project, ''::LowCardinality(String) AS format,
    1 AS heads, ''::LowCardinality(String) AS field, ''::LowCardinality(String) AS class, false AS split, 1 AS weight
FROM fact_referral
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_referral SELECT {build:UInt64}, * FROM worked_referral(build = {build:UInt64});

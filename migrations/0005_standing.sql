-- +goose Up
-- What figures are read from. The standing tables hold what the views located_… and worked_… work out, as it was in one
-- state of the events and the registry (built_from): reading them needs no comparing of revisions and few joins. They
-- are made anew whenever that state has changed, whole and in one exchange, and nothing is lost with them. They are not
-- replicated: each node can make its own.
CREATE TABLE IF NOT EXISTS standing_event /*ON CLUSTER*/
ENGINE = MergeTree
ORDER BY (kind, day)
EMPTY AS SELECT *, toUInt64(0) AS built_from FROM located_event;

CREATE TABLE IF NOT EXISTS standing_structure /*ON CLUSTER*/
ENGINE = MergeTree
ORDER BY id
EMPTY AS SELECT *, toUInt64(0) AS built_from FROM located_structure;

-- What is known of each person at the end of a period, for those whose {to} lies after known_from and not after known_until:
-- residence, age band and activity, each of the latest event before that day that gives it (same day: the smallest code),
-- unknown where none does. A row for each change.
CREATE VIEW IF NOT EXISTS worked_profile /*ON CLUSTER*/ AS
SELECT
    person, residence, age_band, activity,
    day AS known_from,
    leadInFrame(day, 1, toDate('2149-06-06')) OVER (PARTITION BY person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS known_until
FROM
(
    SELECT *, lagInFrame((residence, age_band, activity)) OVER days AS before
    FROM
    (
        SELECT
            person,
            day,
            ifNull(last_value(residence_said) IGNORE NULLS OVER days, 'unknown') AS residence,
            ifNull(last_value(age_band_said) IGNORE NULLS OVER days, 'unknown') AS age_band,
            ifNull(last_value(activity_said) IGNORE NULLS OVER days, 'unknown') AS activity
        FROM
        (
            SELECT
                person,
                day,
                minOrNullIf(toString(residence), residence != '') AS residence_said,
                minOrNullIf(toString(age_band), age_band != '') AS age_band_said,
                minOrNullIf(toString(activity), activity != '') AS activity_said
            FROM standing_event
            WHERE notEmpty(person)
            GROUP BY person, day
        )
        WINDOW days AS (PARTITION BY person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    WINDOW days AS (PARTITION BY person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
WHERE (residence, age_band, activity) != before;

-- One row a referral: the ends and the person of its earliest event, the state of its latest day, the territory of the
-- structure it comes from, and when that person first came to the structure it goes to, on the day it was sent or later
-- (came_on; 1970-01-01: not yet).
CREATE VIEW IF NOT EXISTS worked_referral /*ON CLUSTER*/ AS
SELECT
    r.*,
    a.territory AS territory,
    if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS territory_key,
    arrayMin(arrayFilter(day -> day >= sent_on, v.days)) AS came_on
FROM
(
    SELECT
        referral,
        earliest.1 AS from_structure, earliest.2 AS to_structure, earliest.3 AS to_kind, earliest.4 AS person, earliest.5 AS services,
        state, sent_on
    FROM
    (
        SELECT
            referral,
            argMin((structure, to_structure, to_kind, person, services), (day, status, identity)) AS earliest,
            max((day, status)).2 AS state,
            if(countIf(status = 'sent') > 0, minIf(day, status = 'sent'), min(day)) AS sent_on
        FROM standing_event
        WHERE kind = 'referral'
        GROUP BY referral
    )
) AS r
LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS a ON a.structure = r.from_structure
LEFT ANY JOIN
(
    SELECT person, structure, groupArray(day) AS days
    FROM standing_event
    WHERE kind = 'attendance' AND audience = 'public' AND notEmpty(person)
    GROUP BY person, structure
) AS v ON v.person = r.person AND v.structure = r.to_structure;

CREATE TABLE IF NOT EXISTS standing_profile /*ON CLUSTER*/
ENGINE = MergeTree
ORDER BY person
EMPTY AS SELECT *, toUInt64(0) AS built_from FROM worked_profile;

CREATE TABLE IF NOT EXISTS standing_referral /*ON CLUSTER*/
ENGINE = MergeTree
ORDER BY sent_on
EMPTY AS SELECT *, toUInt64(0) AS built_from FROM worked_referral;

-- What is known of each person at the end of a period that ends before {to}.
CREATE VIEW IF NOT EXISTS person_profile /*ON CLUSTER*/ AS
SELECT person, residence, age_band, activity
FROM standing_profile
WHERE known_from < {to:Date} AND known_until >= {to:Date};

-- Every structure as it was known for a period that ends before {to}, and whether it is open on the period's last day.
CREATE VIEW IF NOT EXISTS structure_at /*ON CLUSTER*/ AS
SELECT
    *,
    ifNull(opened_on < {to:Date}, true) AND ifNull(closed_on >= {to:Date}, true) AS open
FROM standing_structure
WHERE known_from < {to:Date} AND known_until >= {to:Date};

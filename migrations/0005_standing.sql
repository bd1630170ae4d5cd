-- +goose Up
-- What figures are read from. The standing tables hold what the views located_event and located_structure work out, as it
-- was in one state of the events and the registry (built_from): reading them needs no comparing of revisions and no joins.
-- They are made anew whenever that state has changed, whole and in one exchange, and nothing is lost with them. They are
-- not replicated: each node can make its own.
CREATE TABLE IF NOT EXISTS standing_event /*ON CLUSTER*/
ENGINE = MergeTree
ORDER BY (kind, day)
EMPTY AS SELECT *, toUInt64(0) AS built_from FROM located_event;

CREATE TABLE IF NOT EXISTS standing_structure /*ON CLUSTER*/
ENGINE = MergeTree
ORDER BY id
EMPTY AS SELECT *, toUInt64(0) AS built_from FROM located_structure;

-- One row a referral: the ends and the person of its earliest event, the state of its latest day.
CREATE VIEW IF NOT EXISTS referral_state /*ON CLUSTER*/ AS
SELECT
    referral,
    tupleElement(earliest, 1) AS from_structure,
    tupleElement(earliest, 2) AS to_structure,
    tupleElement(earliest, 3) AS to_kind,
    tupleElement(earliest, 4) AS person,
    tupleElement(earliest, 5) AS services,
    state,
    sent_on
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
);

-- What is known of each person at the end of a period that ends before {to}: residence, age band and activity, each of the
-- latest event before that day that gives it (same day: the smallest code), unknown where none does. Persons are numbers
-- here. Day and code are packed into one number that is least for the latest day and then the smallest code: comparing numbers
-- is four times as fast as comparing tuples of text.
CREATE VIEW IF NOT EXISTS person_profile /*ON CLUSTER*/ AS
WITH
    bitShiftLeft(toUInt128(65535 - toUInt16(day)), 112) AS lateness,
    (latest) -> if(latest = 0, 'unknown', toStringCutToZero(reverse(substring(reinterpretAsFixedString(latest), 1, 14)))) AS code
SELECT
    reinterpretAsUInt128(person) AS person_number,
    code(minIf(lateness + reinterpretAsUInt128(reverse(toFixedString(residence, 14))), residence != '')) AS residence,
    code(minIf(lateness + reinterpretAsUInt128(reverse(toFixedString(age_band, 14))), age_band != '')) AS age_band,
    code(minIf(lateness + reinterpretAsUInt128(reverse(toFixedString(activity, 14))), activity != '')) AS activity
FROM standing_event
WHERE day < {to:Date} AND person_number != 0
GROUP BY person_number;

-- Every structure as it was known for a period that ends before {to}, and whether it is open on the period's last day.
CREATE VIEW IF NOT EXISTS structure_at /*ON CLUSTER*/ AS
SELECT
    *,
    ifNull(opened_on < {to:Date}, true) AND ifNull(closed_on >= {to:Date}, true) AS open
FROM standing_structure
WHERE known_from < {to:Date} AND known_until >= {to:Date};

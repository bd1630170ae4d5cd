-- +goose Up
-- The events that count: of one identity the first received (FINAL), of one record the highest revision, of equal ones the
-- latest day, then the smallest identity hash; nothing of a retracted record. Only the records of explicit edits and of
-- retractions can have more than one event, so only those are compared: they are found without FINAL (a superset) and
-- judged with it. Hashes are compared as numbers, which is twice as fast as comparing strings.
CREATE VIEW IF NOT EXISTS effective_event /*ON CLUSTER*/ AS
SELECT *
FROM event FINAL
WHERE kind != 'retraction'
  AND reinterpretAsUInt128(identity) NOT IN
  (
      SELECT reinterpretAsUInt128(arrayJoin(if(retracted, events, arrayPopFront(events))))
      FROM
      (
          SELECT
              countIf(kind = 'retraction') > 0 AS retracted,
              arrayMap(e -> e.3, arraySort(e -> (bitNot(e.1), -toInt32(e.2), e.3),
                  groupArrayIf((revision, day, identity), kind != 'retraction'))) AS events
          FROM event FINAL
          WHERE reinterpretAsUInt128(record) IN
              (SELECT reinterpretAsUInt128(record) FROM event WHERE edits OR kind = 'retraction')
          GROUP BY record
      )
  );

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
    FROM effective_event
    WHERE kind = 'referral'
    GROUP BY referral
);

-- Every territory with its population, which is its own, or where it has none the sum of its children's.
CREATE VIEW IF NOT EXISTS territory_population /*ON CLUSTER*/ AS
WITH RECURSIVE share AS
(
    SELECT code, parent, toUInt64(population) AS people, 0 AS steps
    FROM territory FINAL
    WHERE population > 0
    UNION ALL
    SELECT t.code AS code, t.parent AS parent, s.people AS people, s.steps + 1 AS steps
    FROM share AS s
    INNER JOIN (SELECT code, parent FROM territory FINAL WHERE population = 0) AS t ON t.code = s.parent
    WHERE s.steps < 8
)
SELECT t.code AS code, t.parent AS parent, p.people AS people
FROM (SELECT code, parent FROM territory FINAL) AS t
LEFT ANY JOIN (SELECT code, sum(people) AS people FROM share GROUP BY code) AS p ON p.code = t.code;

-- Codes that say only roughly where in the network something is: the parents of territories, whether they are in the
-- registry or not (75056), and the départements that its communes' codes begin with.
CREATE VIEW IF NOT EXISTS rough_territory /*ON CLUSTER*/ AS
SELECT parent AS code
FROM territory FINAL
UNION ALL
SELECT substring(commune, 1, if(startsWith(commune, '97'), 3, 2)) AS code
FROM (SELECT code AS commune FROM territory FINAL WHERE length(code) = 5)
WHERE code NOT IN (SELECT code FROM territory FINAL);

-- Effective events with the territory where they took place: their own place, else their structure's ('' where neither is
-- known), and the key under which figures by territory count it: a lowest territory (nobody's parent) under its own code,
-- unknown where it is not known or only roughly, outside for any other code.
CREATE VIEW IF NOT EXISTS located_event /*ON CLUSTER*/ AS
SELECT
    e.*,
    if(place = '', s.territory, place) AS territory,
    multiIf(
        territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown',
        place = '' OR place IN (SELECT code FROM territory FINAL), territory,
        'outside') AS territory_key
FROM effective_event AS e
LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS s ON s.structure = e.structure;

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
FROM effective_event
WHERE day < {to:Date} AND person_number != 0
GROUP BY person_number;

-- Every structure as it was known for a period that ends before {to}: its last snapshot imported before that day
-- (Europe/Paris), else its earliest; with the territory it is attached to ('' where none), the key under which figures by
-- territory count it, and whether it is open on the period's last day. One level of SELECT, because the engine's analysis of
-- so many columns costs more than reading them.
CREATE VIEW IF NOT EXISTS structure_at /*ON CLUSTER*/ AS
WITH (SELECT (groupArray(structure), groupArray(territory)) FROM structure_attachment FINAL) AS attached
SELECT
    *,
    transform(id, attached.1, attached.2, '') AS territory,
    if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS territory_key,
    ifNull(opened_on < {to:Date}, true) AND ifNull(closed_on >= {to:Date}, true) AS open
FROM structure_snapshot
ORDER BY
    id,
    toDate(imported_at, 'Europe/Paris') < {to:Date} DESC,
    if(toDate(imported_at, 'Europe/Paris') < {to:Date}, -toUnixTimestamp64Milli(imported_at), toUnixTimestamp64Milli(imported_at))
LIMIT 1 BY id;

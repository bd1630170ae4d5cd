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

-- Every state of every structure, with the periods it is used for: those whose {to} lies after known_from and not after
-- known_until. A structure's last snapshot imported before that day (Europe/Paris) is used, else its earliest. Beside it the
-- territory it is attached to ('' where none) and the key under which figures by territory count it.
CREATE VIEW IF NOT EXISTS located_structure /*ON CLUSTER*/ AS
SELECT
    id, updated_on, typologies, services, publics, adapted, fees, programmes, labels, access_modes, support_modes,
    latitude, longitude, capacity_week, opened_on, closed_on, devices, wifi, charter_signed_on,
    hours_known, evening_minutes, weekend_minutes,
    ifNull(a.territory, '') AS territory,
    if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS territory_key,
    if(row_number() OVER states = 1, toDate(0), toDate(imported_at, 'Europe/Paris')) AS known_from,
    leadInFrame(toDate(imported_at, 'Europe/Paris'), 1, toDate('2149-06-06')) OVER states AS known_until
FROM structure_snapshot AS s
LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS a ON a.structure = s.id
WINDOW states AS (PARTITION BY id ORDER BY imported_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);

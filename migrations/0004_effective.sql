-- +goose Up
-- The events that count: of one identity the first received (FINAL), of one record the highest revision, of equal ones the
-- latest day, then the smallest identity hash; nothing of a retracted record. Only records with an explicit edit can have
-- more than one event, so only those are compared.
CREATE VIEW IF NOT EXISTS effective_event /*ON CLUSTER*/ AS
SELECT *
FROM event FINAL
WHERE kind != 'retraction'
  AND record NOT IN (SELECT record FROM event FINAL WHERE kind = 'retraction')
  AND identity NOT IN
  (
      SELECT arrayJoin(arrayPopFront(arrayMap(e -> e.3,
          arraySort(e -> (bitNot(e.1), -toInt32(e.2), e.3), groupArray((revision, day, identity))))))
      FROM event FINAL
      WHERE kind != 'retraction' AND record IN (SELECT record FROM event FINAL WHERE edits AND kind != 'retraction')
      GROUP BY record
  );

-- One row a referral: the ends and the person of its earliest event, the state of its latest day.
CREATE VIEW IF NOT EXISTS referral_state /*ON CLUSTER*/ AS
SELECT
    referral,
    argMin(structure, (day, status, identity))    AS from_structure,
    argMin(to_structure, (day, status, identity)) AS to_structure,
    argMin(to_kind, (day, status, identity))      AS to_kind,
    argMin(person, (day, status, identity))       AS person,
    argMin(services, (day, status, identity))     AS services,
    max((day, status)).2                          AS state,
    if(countIf(status = 'sent') > 0, minIf(day, status = 'sent'), min(day)) AS sent_on
FROM effective_event
WHERE kind = 'referral'
GROUP BY referral;

-- Every structure as it was known for a period that ends before {to}: its last snapshot imported before that day
-- (Europe/Paris), else its earliest; with the territory it is attached to.
CREATE VIEW IF NOT EXISTS structure_at /*ON CLUSTER*/ AS
SELECT s.*, a.territory AS territory
FROM
(
    SELECT *
    FROM structure_snapshot
    ORDER BY
        id,
        toDate(imported_at, 'Europe/Paris') < {to:Date} DESC,
        if(toDate(imported_at, 'Europe/Paris') < {to:Date}, -toUnixTimestamp64Milli(imported_at), toUnixTimestamp64Milli(imported_at))
    LIMIT 1 BY id
) AS s
LEFT JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS a ON a.structure = s.id;

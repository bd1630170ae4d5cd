-- What facts are worked out from: the events that count, of whom each is, and where it took place. It is there while a build goes on, and then no more: reading
-- the events once is what takes the time.

-- Which structure an id stands for, from a day on: the one that it is an alias of, and from the day of a merge on the one that continues that.
-- Path is the structures that it stands for on the way there, that one included. An id that is not here stands for itself.
CREATE VIEW structure_line /*ON CLUSTER*/ AS
WITH RECURSIVE line AS
(
    SELECT * FROM
    (
        SELECT alias AS id, toDate(0) AS since, structure AS structure, [structure] AS path FROM structure_alias FINAL WHERE NOT removed
        UNION ALL
        SELECT structure AS id, toDate(0) AS since, structure AS structure, [structure] AS path FROM structure_merge FINAL WHERE NOT undone
    )
    UNION ALL
    SELECT l.id AS id, greatest(l.since, m.from_day) AS since, m.successor AS structure, arrayPushBack(l.path, m.successor) AS path
    FROM line AS l
    INNER JOIN (SELECT structure, successor, from_day FROM structure_merge FINAL WHERE NOT undone) AS m ON m.structure = l.structure
    WHERE NOT has(l.path, m.successor)
)
SELECT id, since, structure, path FROM line;

-- Where each structure was, from a day on: where its last snapshot up to that day had it; before the first one, where that had it.
-- Place is the key under which figures by territory count it: unknown where it is not known or only roughly.
CREATE VIEW structure_place /*ON CLUSTER*/ AS
SELECT structure, if(nth = 1, toDate(0), known_on) AS since, territory,
    if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS place
FROM
(
    SELECT structure, known_on, territory, row_number() OVER (PARTITION BY structure ORDER BY known_on) AS nth
    FROM
    (
        SELECT structure, toDate(imported_at, 'Europe/Paris') AS known_on, argMax(territory, imported_at) AS territory
        FROM snapshot_attachment FINAL
        GROUP BY structure, known_on
    )
);

-- The keys of territories that events name themselves; a code that is not here lies outside.
CREATE VIEW own_place /*ON CLUSTER*/ AS
SELECT code, if(code IN (SELECT code FROM rough_territory), 'unknown', code) AS place
FROM (SELECT code FROM territory FINAL UNION DISTINCT SELECT code FROM rough_territory);

-- Effective events that no exclusion sets aside, each with the structures that its ids stand for on its day (of a declaration the first of its
-- month: one in which a structure still was is its own), and with the territory where it took place: its own, else its structure's on that day.
-- An exclusion of a structure sets aside what names it and what stands for it.
CREATE VIEW worked_event /*ON CLUSTER*/ AS
WITH
    (SELECT groupArray((source, structure, from_day, to_day)) FROM exclusion FINAL WHERE NOT lifted) AS exclusions,
    toInt32(toDate(e.received_at, 'Europe/Paris')) - toInt32(e.day) AS days
SELECT
    e.kind AS kind, e.source AS source, e.day AS day, e.identity AS identity, e.revision AS revision, e.owner AS structure,
    reinterpretAsUInt64(e.person) AS person,
    if(e.place = '', at.territory, e.place)::LowCardinality(String) AS territory,
    multiIf(e.place = '' AND at.place = '', 'unknown', e.place = '', at.place, own.code != '', own.place, 'outside')::LowCardinality(String) AS place,
    multiIf(days <= 1, 0, days <= 7, 1, days <= 30, 2, days <= 90, 3, 4) AS late,
    e.residence AS residence, e.age_band AS age_band, e.activity AS activity, e.gender AS gender, e.services AS services,
    e.level AS level, e.equipment_known AS equipment_known, e.equipment AS equipment, e.connects AS connects,
    e.offline_reason AS offline_reason, e.barriers AS barriers,
    e.referral AS referral, e.status AS status, e.to_owner AS to_structure, e.to_kind AS to_kind,
    e.offsite AS offsite, e.format AS format, e.minutes AS minutes, e.participants AS participants, e.returning AS returning,
    e.returning_known AS returning_known, e.age_bands AS age_bands, e.activities AS activities, e.genders AS genders, e.residences AS residences,
    e.project AS project, e.audience AS audience, reinterpretAsUInt64(e.session) AS session,
    e.procedures AS procedures, e.aids AS aids, e.helper AS helper, e.trainee AS trainee, e.heard_from AS heard_from, e.not_first AS not_first,
    e.decline_reason AS decline_reason, e.wants AS wants, e.score AS score, e.tool AS tool,
    e.declared_participations AS declared_participations, e.declared_people AS declared_people, e.declared_minutes AS declared_minutes,
    e.formats AS formats, e.service_counts AS service_counts
FROM
(
    SELECT
        e.*, named.path AS path,
        if(named.id = '', e.structure, named.structure)::LowCardinality(String) AS owner,
        if(sent.id = '', e.to_structure, sent.structure)::LowCardinality(String) AS to_owner
    FROM (SELECT *, if(kind = 'declaration', toStartOfMonth(day), day) AS named_on FROM effective_event) AS e
    ASOF LEFT JOIN structure_line AS named ON named.id = e.structure AND e.named_on >= named.since
    ASOF LEFT JOIN structure_line AS sent ON sent.id = e.to_structure AND e.named_on >= sent.since
) AS e
ASOF LEFT JOIN structure_place AS at ON at.structure = e.owner AND e.day >= at.since
LEFT ANY JOIN own_place AS own ON own.code = e.place
WHERE NOT arrayExists(x -> x.1 = e.source AND (x.2 IN ('', e.structure) OR has(e.path, x.2)) AND e.day >= x.3 AND e.day < x.4, exclusions);

CREATE TABLE fact_event /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (kind, day)
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_event;

INSERT INTO fact_event SELECT {build:UInt64}, * FROM worked_event;

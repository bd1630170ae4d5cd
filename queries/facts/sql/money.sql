-- Money of projects, in cents. What was granted runs evenly over a project's days: of each day and territory the part of the call (own) and that of
-- all other funders. The part of a day is the difference between what falls to all days up to it and up to the day before, of a territory
-- that between all people up to it and up to the one before; so parts always sum to the grant. What was paid is of its own day and funder: a call's
-- payments are split over its funders by their parts of the budget; where it has several and does not say their parts, the funder is unknown.
-- Its structure is the project's, or the one that continues that on the day.
-- of: project_snapshot
CREATE VIEW call_funders /*ON CLUSTER*/ AS
SELECT
    code AS call, if(row_number() OVER earlier = 1, toDate(0), imported_on) AS seen, leadInFrame(imported_on, 1, toDate('2149-06-06')) OVER later AS unseen,
    if(length(funders) = 1, [1]::Array(UInt64), funders.cents::Array(UInt64)) AS parts,
    if(arraySum(parts) = 0, [('unknown', toUInt64(0), toUInt64(1), toUInt64(1))],
        arrayMap((name, upto, n) -> (name, upto - n, upto, arraySum(parts)), funders.of, arrayCumSum(parts), parts))::Array(Tuple(name String, before UInt64, upto UInt64, whole UInt64)) AS shares
FROM (SELECT *, toDate(imported_at, 'Europe/Paris') AS imported_on FROM call_snapshot)
WINDOW
    earlier AS (PARTITION BY code ORDER BY imported_at),
    later AS (PARTITION BY code ORDER BY imported_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING);

CREATE VIEW worked_money /*ON CLUSTER*/ AS
WITH
    (amount, done, whole) -> intDiv(toInt128(amount) * done + intDiv(whole, 2), whole) AS portion,
    (amount, share, whole) -> portion(amount, share.upto, whole) - portion(amount, share.before, whole) AS part
SELECT
    kind::LowCardinality(String) AS kind, project, call, if(l.id = '', m.structure, l.structure) AS structure, funder, seen, unseen, day, own, cents,
    share.code AS territory,
    multiIf(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown',
        territory IN (SELECT code FROM territory FINAL), territory, 'outside') AS place
FROM
(
    SELECT
        'running' AS kind, project, call, structure, '' AS funder, seen, unseen, assumeNotNull(starts_on) + n AS day, share, one.1 AS own, one.2::Int64 AS cents
    FROM
    (
        SELECT *, assumeNotNull(ends_on) - assumeNotNull(starts_on) + 1 AS days, shares[-1].upto AS people
        FROM fact_project
        WHERE build = {build:UInt64} AND funded AND starts_on <= ends_on
    )
    ARRAY JOIN range(toUInt32(days)) AS n
    ARRAY JOIN shares AS share
    ARRAY JOIN [
        (true, part(portion(by_call, n + 1, days), share, people) - part(portion(by_call, n, days), share, people)),
        (false, part(portion(by_call + by_others, n + 1, days), share, people) - part(portion(by_call + by_others, n, days), share, people)
            - part(portion(by_call, n + 1, days), share, people) + part(portion(by_call, n, days), share, people))] AS one
    WHERE cents != 0
    UNION ALL
    SELECT
        'paid', p.project, p.call, p.structure, if(payment.funder != '', payment.funder, payer.name), greatest(p.seen, c.seen),
        if(c.call = '', p.unseen, least(p.unseen, c.unseen)), payment.day, share, payment.funder = '',
        part(part(payment.cents, payer, payer.whole), share, people)::Int64
    FROM (SELECT *, shares[-1].upto AS people FROM fact_project WHERE build = {build:UInt64}) AS p
    LEFT JOIN call_funders AS c ON c.call = p.call
    ARRAY JOIN payments AS payment
    ARRAY JOIN if(payment.funder != '' OR c.call = '', [('unknown', toUInt64(0), toUInt64(1), toUInt64(1))]::Array(Tuple(name String, before UInt64, upto UInt64, whole UInt64)), c.shares) AS payer
    ARRAY JOIN p.shares AS share
    WHERE payment.cents != 0 AND (c.call = '' OR greatest(p.seen, c.seen) < least(p.unseen, c.unseen))
) AS m
ASOF LEFT JOIN structure_line AS l ON l.id = m.structure AND m.day >= l.since;

CREATE TABLE fact_money /*ON CLUSTER*/
ENGINE = MergeTree PARTITION BY build ORDER BY (kind, project, day) SETTINGS default_compression_codec = 'ZSTD(1)'
EMPTY AS SELECT toUInt64(0) AS build, * FROM worked_money(build = 0);

CREATE VIEW money /*ON CLUSTER*/ AS
SELECT
    * EXCEPT (build, call, funder), [call] AS call, [funder] AS funder,
    '' AS field, '' AS class, 1 AS heads, cents AS weight, toUInt64(0) AS person, true AS split,
    day AS since, toDate('2149-06-06') AS until, 'unknown' AS format, []::Array(String) AS services
FROM fact_money
WHERE build = (SELECT max(number) FROM fact_build);

INSERT INTO fact_money SELECT {build:UInt64}, * FROM worked_money(build = {build:UInt64});

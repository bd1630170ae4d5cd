-- version: 1
-- title: {fr: Structures reliées, en: Connected structures}
-- definition:
--   fr: >-
--     Parmi les structures ouvertes le dernier jour de la période et qui ont au moins un événement dans la période : part de
--     celles qui ont envoyé ou reçu au moins une orientation dans la période.
--   en: >-
--     Of the structures open on the last day of the period with at least one event in it: the share that sent or received at
--     least one referral in the period.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure]
-- months: apart
-- parts:
--   - {name: isolated, unit: structures, title: {fr: "Structures isolées : elles transmettent, sans orientation", en: "Isolated structures: they report, without a referral"}}
--   - {name: sent, unit: referrals, title: {fr: Orientations envoyées, en: Referrals sent}}
--   - {name: received, unit: referrals, title: {fr: Orientations reçues, en: Referrals received}}
--   - {name: partners, unit: structures, title: {fr: Structures partenaires, en: Partner structures}}

-- A referral counts on the day it was sent, for both its ends; to a kind of service outside the network, for its sender.
-- Partners are the distinct structures at the other end of the referrals of the structures that are counted.
WITH
    e.events > 0 AS reports,
    r.sent + r.received > 0 AS connected
SELECT
    multiIf({by:String} = 'territory', s.territory_key, {by:String} = 'structure', s.id, 'total') AS key,
    toNullable(countIf(reports AND connected))::Nullable(Float64) AS numerator,
    toNullable(countIf(reports))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'isolated', countIf(reports AND NOT connected)::Float64,
        'sent', sum(r.sent)::Float64,
        'received', sum(r.received)::Float64,
        'partners', length(groupUniqArrayArray(r.partners))::Float64) AS parts
FROM structure_at(places = {places:UInt64}, to = {to:Date}) AS s
LEFT ANY JOIN
(
    SELECT structure, count() AS events
    FROM current_event(base = {base:UInt64}, correction = {correction:UInt64})
    WHERE day >= {from:Date} AND day < {to:Date}
    GROUP BY structure
) AS e ON e.structure = s.id
LEFT ANY JOIN
(
    SELECT
        end.1 AS structure,
        countIf(end.2 = 'sent') AS sent,
        countIf(end.2 = 'received') AS received,
        groupUniqArrayIf(end.3, end.3 != '') AS partners
    FROM
    (
        SELECT arrayJoin([(from_structure, 'sent', to_structure), (to_structure, 'received', from_structure)]) AS end
        FROM current_referral(base = {base:UInt64}, correction = {correction:UInt64})
        WHERE sent_on >= {from:Date} AND sent_on < {to:Date}
    )
    WHERE structure != ''
    GROUP BY structure
) AS r ON r.structure = s.id
WHERE s.open
    AND (empty({territories:Array(String)}) OR s.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR s.id IN {structure:Array(String)})
GROUP BY key

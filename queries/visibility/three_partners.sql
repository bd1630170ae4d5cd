-- version: 1
-- title: {fr: Structures avec trois partenaires, en: Structures with three partners}
-- definition:
--   fr: >-
--     Parmi les structures ouvertes le dernier jour de la période et qui ont au moins un événement dans la période : part de
--     celles qui ont échangé des orientations avec au moins trois structures différentes dans les 12 mois qui précèdent la
--     fin de la période.
--   en: >-
--     Of the structures open on the last day of the period with at least one event in it: the share that sent referrals to, or
--     received them from, at least three different structures in the 12 months to the end of the period.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure]
-- months: apart
-- parts:
--   - {name: none, unit: structures, title: {fr: Sans partenaire, en: Without a partner}}
--   - {name: one_or_two, unit: structures, title: {fr: Un ou deux partenaires, en: One or two partners}}
--   - {name: partners, unit: structures, title: {fr: Structures partenaires, en: Partner structures}}
-- reference:
--   value: null
--   text:
--     fr: 87 % des acteurs disent ne pas se connaître (une autre mesure)
--     en: 87% of actors say that they do not know each other (another measure)
--   source: {fr: "WeTechCare, diagnostics de trente territoires, 2021", en: "WeTechCare, surveys of thirty territories, 2021"}

-- A referral counts on the day it was sent, for both its ends; one to a kind of service outside the network gives no partner.
WITH
    e.events > 0 AS reports,
    length(r.partners) AS number
SELECT
    multiIf({by:String} = 'territory', s.territory_key, {by:String} = 'structure', s.id, 'total') AS key,
    toNullable(countIf(reports AND number >= 3))::Nullable(Float64) AS numerator,
    toNullable(countIf(reports))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'none', countIf(reports AND number = 0)::Float64,
        'one_or_two', countIf(reports AND number BETWEEN 1 AND 2)::Float64,
        'partners', length(groupUniqArrayArrayIf(r.partners, reports))::Float64) AS parts
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
    SELECT end.1 AS structure, groupUniqArray(end.2) AS partners
    FROM
    (
        SELECT arrayJoin([(from_structure, to_structure), (to_structure, from_structure)]) AS end
        FROM current_referral(base = {base:UInt64}, correction = {correction:UInt64})
        WHERE sent_on >= {to:Date} - INTERVAL 12 MONTH AND sent_on < {to:Date} AND to_structure != ''
    )
    GROUP BY structure
) AS r ON r.structure = s.id
WHERE s.open
    AND (empty({territories:Array(String)}) OR s.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR s.id IN {structure:Array(String)})
GROUP BY key

-- version: 1
-- title: {fr: Structures qui transmettent, en: Structures that report}
-- definition:
--   fr: Structures ouvertes le dernier jour de la période dont au moins un événement est daté de la période, parmi les structures ouvertes.
--   en: Structures open on the period's last day with at least one event in the period, among the open structures.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure]
-- months: apart
-- parts:
--   - {name: silent, unit: structures, title: {fr: Silencieuses (aucun événement depuis 90 jours), en: Silent (no event for 90 days)}}

SELECT
    multiIf({by:String} = 'territory', territory_key, {by:String} = 'structure', id, 'total') AS key,
    toNullable(countIf(in_period > 0) / count()) AS value,
    toNullable(toFloat64(countIf(in_period > 0))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    map('silent', toFloat64(countIf(in_90_days = 0))) AS parts
FROM structure_at(to = {to:Date}) AS s
LEFT ANY JOIN
(
    SELECT structure, countIf(day >= {from:Date}) AS in_period, countIf(day >= {to:Date} - 90) AS in_90_days
    FROM effective_event
    WHERE day < {to:Date}
    GROUP BY structure
) AS e ON e.structure = s.id
WHERE open AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
GROUP BY key

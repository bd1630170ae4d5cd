-- version: 1
-- title: {fr: Ouvertes en soirée ou le week-end, en: Open in the evening or at weekends}
-- definition:
--   fr: >-
--     Structures ouvertes au moins deux heures par semaine après 18 h du lundi au vendredi, ou le samedi ou le dimanche,
--     parmi les structures ouvertes en fin de période dont les horaires sont connus.
--   en: >-
--     Structures open at least two hours a week after 18:00 from Monday to Friday, or at all on a Saturday or Sunday, among
--     the structures open at period end whose hours are known.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, month]
-- filters: [territory, structure, service]
-- months: apart
-- parts:
--   - {name: evening, unit: structures, title: {fr: Ouvertes deux heures par semaine après 18 h, en: Open two hours a week after 18:00}}
--   - {name: weekend, unit: structures, title: {fr: Ouvertes le samedi ou le dimanche, en: Open on a Saturday or Sunday}}
--   - {name: unknown_hours, unit: structures, title: {fr: Horaires inconnus, en: Hours unknown}}

WITH evening_minutes >= 120 AS evening, weekend_minutes > 0 AS weekend
SELECT
    if({by:String} = 'territory', territory_key, 'total') AS key,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    toNullable(toFloat64(countIf(hours_known AND (evening OR weekend)))) AS numerator,
    toNullable(toFloat64(countIf(hours_known))) AS denominator,
    map(
        'evening', toFloat64(countIf(hours_known AND evening)),
        'weekend', toFloat64(countIf(hours_known AND weekend)),
        'unknown_hours', toFloat64(countIf(NOT hours_known))) AS parts
FROM structure_at(to = {to:Date})
WHERE open AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
    AND (empty({service:Array(String)}) OR hasAny(services, {service:Array(String)}))
GROUP BY key

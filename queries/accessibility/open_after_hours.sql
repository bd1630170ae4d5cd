-- version: 1
-- title: {fr: Ouvertes en soirée ou le week-end, en: Open in the evening or at the weekend}
-- definition:
--   fr: >-
--     Parmi les structures ouvertes le dernier jour de la période et dont les horaires sont connus : part de celles qui
--     ouvrent au moins deux heures par semaine après 18 h du lundi au vendredi, ou tant soit peu le samedi ou le dimanche.
--   en: >-
--     Of the structures open on the last day of the period whose hours are known: the share that opens at least two hours a
--     week after 18:00 from Monday to Friday, or at all on a Saturday or Sunday.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure, service]
-- months: apart
-- parts:
--   - {name: evening, unit: structures, title: {fr: Deux heures ou plus en soirée, en: Two hours or more in the evening}}
--   - {name: weekend, unit: structures, title: {fr: Le samedi ou le dimanche, en: On a Saturday or Sunday}}
--   - {name: hours_unknown, unit: structures, title: {fr: Horaires inconnus, en: Hours unknown}}

WITH
    hours_known AND evening_minutes >= 120 AS in_the_evening,
    hours_known AND weekend_minutes > 0 AS at_the_weekend
SELECT
    multiIf({by:String} = 'territory', territory_key, {by:String} = 'structure', id, 'total') AS key,
    toNullable(countIf(in_the_evening OR at_the_weekend))::Nullable(Float64) AS numerator,
    toNullable(countIf(hours_known))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'evening', countIf(in_the_evening)::Float64,
        'weekend', countIf(at_the_weekend)::Float64,
        'hours_unknown', countIf(NOT hours_known)::Float64) AS parts
FROM structure_at(places = {places:UInt64}, to = {to:Date})
WHERE open
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
    AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
GROUP BY key

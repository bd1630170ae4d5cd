-- version: 1
-- title: {fr: Fiches à jour, en: Fresh records}
-- definition:
--   fr: >-
--     Parmi les structures ouvertes le dernier jour de la période : part de celles dont la fiche a été mise à jour dans les
--     six mois qui précèdent la fin de la période.
--   en: >-
--     Of the structures open on the last day of the period: the share whose record was updated in the six months to the end
--     of the period.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure]
-- months: apart
-- parts:
--   - {name: fresh, unit: structures, title: {fr: Six mois ou moins, en: Six months or less}}
--   - {name: watch, unit: structures, title: {fr: De six à douze mois (à surveiller), en: Six to twelve months (watch)}}
--   - {name: check, unit: structures, title: {fr: De douze à dix-huit mois (à vérifier), en: Twelve to eighteen months (check)}}
--   - {name: stale, unit: structures, title: {fr: Plus anciennes ou sans date (périmées), en: Older or without a date (stale)}}

WITH
    {to:Date} - INTERVAL 6 MONTH AS half_a_year,
    {to:Date} - INTERVAL 12 MONTH AS a_year,
    {to:Date} - INTERVAL 18 MONTH AS a_year_and_a_half
SELECT
    multiIf({by:String} = 'territory', territory_key, {by:String} = 'structure', id, 'total') AS key,
    toNullable(countIf(updated_on >= half_a_year))::Nullable(Float64) AS numerator,
    toNullable(count())::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'fresh', countIf(updated_on >= half_a_year)::Float64,
        'watch', countIf(updated_on >= a_year AND updated_on < half_a_year)::Float64,
        'check', countIf(updated_on >= a_year_and_a_half AND updated_on < a_year)::Float64,
        'stale', countIf(updated_on < a_year_and_a_half)::Float64) AS parts
FROM structure_at(places = {places:UInt64}, to = {to:Date})
WHERE open
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
GROUP BY key

-- version: 1
-- title: {fr: Fiches à jour, en: Fresh records}
-- definition:
--   fr: Structures ouvertes en fin de période dont la fiche a été mise à jour dans les six mois qui précèdent, parmi les structures ouvertes.
--   en: Structures open at period end whose record was updated in the six months before, among the open structures.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure, service]
-- months: apart
-- parts:
--   - {name: fresh, unit: structures, title: {fr: À jour (moins de 6 mois), en: Fresh (under 6 months)}}
--   - {name: watch, unit: structures, title: {fr: À surveiller (6 à 12 mois), en: To watch (6 to 12 months)}}
--   - {name: check, unit: structures, title: {fr: À vérifier (12 à 18 mois), en: To check (12 to 18 months)}}
--   - {name: stale, unit: structures, title: {fr: Périmées (plus de 18 mois), en: Stale (over 18 months)}}

SELECT
    multiIf({by:String} = 'territory', territory_key, {by:String} = 'structure', id, 'total') AS key,
    toNullable(countIf(class = 'fresh') / count()) AS value,
    toNullable(toFloat64(countIf(class = 'fresh'))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    map(
        'fresh', toFloat64(countIf(class = 'fresh')),
        'watch', toFloat64(countIf(class = 'watch')),
        'check', toFloat64(countIf(class = 'check')),
        'stale', toFloat64(countIf(class = 'stale'))) AS parts
FROM
(
    SELECT
        id, territory, territory_key,
        multiIf(
            updated_on >= {to:Date} - INTERVAL 6 MONTH, 'fresh',
            updated_on >= {to:Date} - INTERVAL 12 MONTH, 'watch',
            updated_on >= {to:Date} - INTERVAL 18 MONTH, 'check',
            'stale') AS class
    FROM structure_at(to = {to:Date})
    WHERE open AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
        AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
        AND (empty({service:Array(String)}) OR hasAny(services, {service:Array(String)}))
)
GROUP BY key

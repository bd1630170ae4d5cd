-- version: 1
-- title: {fr: Variété des services, en: Variety of services}
-- definition:
--   fr: >-
--     Part des neuf services du standard national que proposent au moins deux structures ouvertes le dernier jour de la
--     période.
--   en: >-
--     Share of the nine services of the national standard that at least two structures open on the last day of the period
--     offer.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, month]
-- filters: [territory, structure]
-- months: apart
-- parts:
--   - {name: administrative_procedures, unit: structures, title: {fr: Aide aux démarches administratives, en: Help with administrative procedures}}
--   - {name: everyday_tools, unit: structures, title: {fr: Maîtrise des outils numériques du quotidien, en: Everyday digital tools}}
--   - {name: employment, unit: structures, title: {fr: Insertion professionnelle via le numérique, en: Employment through digital skills}}
--   - {name: safe_use, unit: structures, title: {fr: Utilisation sécurisée du numérique, en: Safe use}}
--   - {name: parenting, unit: structures, title: {fr: Parentalité et éducation avec le numérique, en: Parenting and education}}
--   - {name: leisure_creation, unit: structures, title: {fr: Loisirs et créations numériques, en: Leisure and creation}}
--   - {name: understanding_digital, unit: structures, title: {fr: Compréhension du monde numérique, en: Understanding the digital world}}
--   - {name: access_equipment, unit: structures, title: {fr: Accès internet et matériel informatique, en: Internet access and equipment}}
--   - {name: affordable_equipment, unit: structures, title: {fr: Acquisition de matériel informatique à prix solidaire, en: Equipment at a solidarity price}}

-- The parts are the structures that offer each service: a figure by territory is a row of the matrix of services. Territories
-- without a structure offer none, so every lowest territory of the choice is there from the start.
WITH
    ['administrative_procedures', 'everyday_tools', 'employment', 'safe_use', 'parenting', 'leisure_creation',
        'understanding_digital', 'access_equipment', 'affordable_equipment'] AS nine
SELECT
    key,
    toNullable(arrayCount(structures -> structures >= 2, sumForEach(offers) AS offering))::Nullable(Float64) AS numerator,
    toNullable(length(nine))::Nullable(Float64) AS denominator,
    numerator / denominator AS value,
    mapFromArrays(nine, arrayMap(structures -> structures::Float64, offering)) AS parts
FROM
(
    SELECT
        if({by:String} = 'territory', territory_key, 'total') AS key,
        arrayMap(service -> has(services, service), nine) AS offers
    FROM structure_at(places = {places:UInt64}, to = {to:Date})
    WHERE open
        AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
        AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
    UNION ALL
    SELECT
        arrayJoin(if({by:String} = 'territory', [code], ['total'])) AS key,
        arrayMap(service -> 0, nine) AS offers
    FROM territory FINAL
    WHERE code NOT IN (SELECT parent FROM territory FINAL)
        AND (empty({territories:Array(String)}) OR code IN {territories:Array(String)})
    UNION ALL
    SELECT 'total' AS key, arrayMap(service -> 0, nine) AS offers
    WHERE {by:String} = 'total'
)
GROUP BY key

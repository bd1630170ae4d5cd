-- version: 1
-- title: {fr: Variété des services, en: Variety of services}
-- definition:
--   fr: Part des neuf services du standard national que proposent au moins deux structures ouvertes le dernier jour de la période.
--   en: Share of the nine services of the national standard that at least two structures open on the period's last day offer.
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
--   - {name: affordable_equipment, unit: structures, title: {fr: Acquisition de matériel informatique à prix solidaire, en: Affordable equipment}}

WITH
    ['administrative_procedures', 'everyday_tools', 'employment', 'safe_use', 'parenting', 'leisure_creation',
        'understanding_digital', 'access_equipment', 'affordable_equipment'] AS nine
SELECT
    key,
    toNullable(countIf(structures >= 2) / 9) AS value,
    toNullable(toFloat64(countIf(structures >= 2))) AS numerator,
    toNullable(toFloat64(9)) AS denominator,
    mapFromArrays(groupArray(service), groupArray(toFloat64(structures))) AS parts
FROM
(
    SELECT key, service, sum(offers) AS structures
    FROM
    (
        SELECT if({by:String} = 'territory', territory_key, 'total') AS key, toString(arrayJoin(services)) AS service, 1 AS offers
        FROM structure_at(to = {to:Date})
        WHERE open AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
            AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
        UNION ALL
        -- Every territory answers for every service, also for those that nobody offers.
        SELECT arrayJoin(keys), arrayJoin(nine), 0
        FROM
        (
            SELECT if({by:String} = 'territory', groupArray(code), ['total']) AS keys
            FROM territory FINAL
            WHERE code NOT IN (SELECT parent FROM territory FINAL)
                AND (empty({territories:Array(String)}) OR code IN {territories:Array(String)})
        )
    )
    WHERE service IN nine
    GROUP BY key, service
)
GROUP BY key

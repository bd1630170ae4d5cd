-- version: 1
-- title: {fr: Structures pour 10 000 habitants, en: Structures per 10 000 inhabitants}
-- definition:
--   fr: Structures ouvertes le dernier jour de la période, rapportées à la population, pour 10 000 habitants.
--   en: Structures open on the period's last day, divided by the population, times 10 000.
-- unit: per_10000
-- kind: ratio
-- better: up
-- groupings: [total, territory, month]
-- filters: [territory, structure, service]
-- months: apart
-- parts:
--   - {name: unattached, unit: structures, title: {fr: Structures ouvertes hors des territoires du référentiel, en: Open structures in no territory of the registry}}
-- reference:
--   value: 3
--   text:
--     fr: En moyenne 3 structures pour 10 000 habitants dans les territoires diagnostiqués en France.
--     en: On average 3 structures per 10 000 inhabitants in the French territories surveyed.
--   source: {fr: "WeTechCare, 30 retours d'expérience, février 2021", en: "WeTechCare, 30 field reports, February 2021"}

-- Structures and inhabitants are counted over the same territories: a structure that stands in none of them is told apart.
WITH chosen AS
(
    SELECT code, parent, people
    FROM territory_population
    WHERE empty({territories:Array(String)}) OR code IN {territories:Array(String)}
)
SELECT
    key,
    if(inhabitants = 0, NULL, standing / inhabitants * 10000) AS value,
    toNullable(toFloat64(standing)) AS numerator,
    toNullable(toFloat64(inhabitants)) AS denominator,
    map('unattached', toFloat64(unattached)) AS parts
FROM
(
    SELECT key, sum(in_territory) AS standing, sum(in_none) AS unattached, sum(people) AS inhabitants
    FROM
    (
        SELECT
            if({by:String} = 'territory', territory_key, 'total') AS key,
            toUInt64(territory != '') AS in_territory,
            toUInt64(territory = '') AS in_none,
            0 AS people
        FROM structure_at(to = {to:Date})
        WHERE open AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
            AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
            AND (empty({service:Array(String)}) OR hasAny(services, {service:Array(String)}))
        UNION ALL
        -- By territory, those that are nobody's parent; in total, those whose parent is not counted as well.
        SELECT if({by:String} = 'territory', code, 'total'), 0, 0, people
        FROM chosen
        WHERE if({by:String} = 'territory',
            code NOT IN (SELECT parent FROM territory FINAL),
            parent NOT IN (SELECT code FROM chosen))
    )
    GROUP BY key
)

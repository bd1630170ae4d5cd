-- version: 1
-- title: {fr: Structures pour 10 000 habitants, en: "Structures per 10,000 inhabitants"}
-- definition:
--   fr: Structures ouvertes le dernier jour de la période, pour 10 000 habitants de leur territoire.
--   en: Structures open on the last day of the period, per 10,000 inhabitants of their territory.
-- unit: per_10000
-- kind: ratio
-- better: up
-- groupings: [total, territory, month]
-- filters: [territory, structure, service]
-- months: apart
-- parts:
--   - {name: unattached, unit: structures, title: {fr: "Structures ouvertes rattachées à aucun territoire, non comptées", en: "Open structures attached to no territory, not counted"}}
-- reference:
--   value: 3
--   text:
--     fr: En moyenne 3 structures pour 10 000 habitants dans les territoires diagnostiqués.
--     en: "On average 3 structures per 10,000 inhabitants in the territories surveyed."
--   source: {fr: "WeTechCare, diagnostics de trente territoires, 2021", en: "WeTechCare, surveys of thirty territories, 2021"}

-- A structure that is attached to no territory has no inhabitants to be set against: it stands beside the total, and under
-- unknown by territory. The inhabitants of a choice of territories are those of the territories that no other of the choice
-- holds; without a choice, of the whole registry.
SELECT
    key,
    toNullable(sum(structures))::Nullable(Float64) AS numerator,
    toNullable(sum(inhabitants))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator * 10000) AS value,
    map('unattached', sum(unattached_structures)::Float64) AS parts
FROM
(
    SELECT
        if({by:String} = 'territory', territory_key, 'total') AS key,
        countIf({by:String} = 'territory' OR territory != '') AS structures,
        countIf(territory = '') AS unattached_structures,
        0 AS inhabitants
    FROM structure_at(places = {places:UInt64}, to = {to:Date})
    WHERE open
        AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
        AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
        AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
    GROUP BY key
    UNION ALL
    SELECT
        if({by:String} = 'territory', code, 'total') AS key,
        0 AS structures,
        0 AS unattached_structures,
        sum(people) AS inhabitants
    FROM territory_population
    WHERE if(empty({territories:Array(String)}), true, code IN {territories:Array(String)})
        AND multiIf(
            {by:String} = 'territory', code NOT IN (SELECT parent FROM territory FINAL),
            empty({territories:Array(String)}), parent NOT IN (SELECT code FROM territory FINAL),
            parent NOT IN {territories:Array(String)})
    GROUP BY key
)
GROUP BY key

-- version: 1
-- title: {fr: Habitants accompagnés pour 1 000, en: "Residents reached per 1,000"}
-- definition:
--   fr: >-
--     Personnes distinctes accompagnées dans les 12 mois qui précèdent la fin de la période, pour 1 000 habitants du
--     territoire où elles résident.
--   en: >-
--     Distinct persons helped in the 12 months to the end of the period, per 1,000 inhabitants of the territory where they
--     live.
-- unit: per_1000
-- kind: ratio
-- better: up
-- groupings: [total, territory, month]
-- filters: [territory, structure, project, service, format]
-- months: apart
-- parts:
--   - {name: unknown, unit: persons, title: {fr: "Personnes de résidence inconnue, non comptées", en: "Persons of unknown residence, not counted"}}
--   - {name: outside, unit: persons, title: {fr: "Personnes résidant hors du réseau, non comptées", en: "Persons living outside the network, not counted"}}

-- The territory is the person's residence, wherever the help was given; a filter on territories chooses residents. Someone
-- whose residence is known only roughly (75056, or a parent of what is asked) is of unknown residence.
SELECT
    key,
    toNullable(sum(residents))::Nullable(Float64) AS numerator,
    toNullable(sum(inhabitants))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator * 1000) AS value,
    map('unknown', sum(of_unknown_residence)::Float64, 'outside', sum(from_outside)::Float64) AS parts
FROM
(
    SELECT
        multiIf({by:String} != 'territory', 'total', rough, 'unknown', registered, lives_in, 'outside') AS key,
        countIf({by:String} = 'territory' OR chosen) AS residents,
        countIf(rough AND NOT chosen) AS of_unknown_residence,
        countIf(NOT rough AND NOT registered) AS from_outside,
        0 AS inhabitants
    FROM
    (
        SELECT
            residence AS lives_in,
            lives_in IN (SELECT code FROM territory FINAL) AS registered,
            lives_in = 'unknown' OR lives_in IN (SELECT code FROM rough_territory) AS rough,
            if(empty({territories:Array(String)}), registered, lives_in IN {territories:Array(String)}) AS chosen
        FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
        WHERE person IN
        (
            SELECT person
            FROM current_event(base = {base:UInt64}, correction = {correction:UInt64})
            WHERE kind = 'attendance' AND audience = 'public' AND person != 0
                AND day >= {to:Date} - INTERVAL 12 MONTH AND day < {to:Date}
                AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
                AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
                AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
                AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
        )
    )
    WHERE {by:String} != 'territory' OR empty({territories:Array(String)}) OR chosen
    GROUP BY key
    UNION ALL
    SELECT
        if({by:String} = 'territory', code, 'total') AS key,
        0 AS residents,
        0 AS of_unknown_residence,
        0 AS from_outside,
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

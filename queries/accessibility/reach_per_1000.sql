-- version: 1
-- title: {fr: Habitants accompagnés pour 1 000, en: Residents helped per 1 000}
-- definition:
--   fr: >-
--     Habitants distincts accompagnés dans les douze mois qui précèdent la fin de la période, rapportés à la population, pour
--     1 000 habitants ; le territoire est celui de résidence.
--   en: >-
--     Distinct residents helped in the twelve months to the end of the period, divided by the population, times 1 000; the
--     territory is that of residence.
-- unit: per_1000
-- kind: ratio
-- better: up
-- groupings: [total, territory, month]
-- filters: [territory, structure, project, service, format]
-- months: apart
-- parts:
--   - {name: unknown, unit: persons, title: {fr: Personnes de résidence inconnue, en: Persons whose residence is unknown}}
--   - {name: outside, unit: persons, title: {fr: Personnes résidant hors du réseau, en: Persons who live outside the network}}

-- Only residents of the territories whose inhabitants are counted make the rate; the others are told apart.
WITH chosen AS
(
    SELECT code, parent, people
    FROM territory_population
    WHERE empty({territories:Array(String)}) OR code IN {territories:Array(String)}
)
SELECT
    key,
    if(inhabitants = 0, NULL, residents / inhabitants * 1000) AS value,
    toNullable(toFloat64(residents)) AS numerator,
    toNullable(toFloat64(inhabitants)) AS denominator,
    map('unknown', toFloat64(residence_unknown), 'outside', toFloat64(residence_outside)) AS parts
FROM
(
    SELECT
        key,
        sumIf(persons, counted OR {by:String} = 'territory') AS residents,
        sumIf(persons, home = 'unknown' AND NOT counted) AS residence_unknown,
        sumIf(persons, home = 'outside') AS residence_outside,
        sum(people) AS inhabitants
    FROM
    (
        SELECT
            multiIf(
                residence = 'unknown' OR residence IN (SELECT code FROM rough_territory), 'unknown',
                residence IN (SELECT code FROM territory FINAL), residence,
                'outside') AS home,
            if({by:String} = 'territory', home, 'total') AS key,
            residence IN (SELECT code FROM chosen) AS counted,
            1 AS persons,
            0 AS people
        FROM person_profile(to = {to:Date})
        WHERE (empty({territories:Array(String)}) OR residence IN {territories:Array(String)})
            AND person_number IN
            (
                SELECT reinterpretAsUInt128(person)
                FROM effective_event
                WHERE kind = 'attendance' AND audience = 'public'
                    AND day >= {to:Date} - INTERVAL 12 MONTH AND day < {to:Date}
                    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
                    AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
                    AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
                    AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
            )
        UNION ALL
        -- By territory, those that are nobody's parent; in total, those whose parent is not counted as well.
        SELECT '', if({by:String} = 'territory', code, 'total'), false, 0, people
        FROM chosen
        WHERE if({by:String} = 'territory',
            code NOT IN (SELECT parent FROM territory FINAL),
            parent NOT IN (SELECT code FROM chosen))
    )
    GROUP BY key
)

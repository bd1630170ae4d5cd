-- version: 1
-- title: {fr: "Heures d'accompagnement", en: Hours of support}
-- definition:
--   fr: >-
--     Durée des accompagnements du public dans la période, multipliée par le nombre de personnes présentes, en heures.
--   en: >-
--     Time of help given to the public in the period, multiplied by the number of people present, in hours.
-- unit: hours
-- kind: count
-- better: up
-- groupings: [total, territory, structure, month, age_band, activity, service, format]
-- filters: [territory, structure, project, service, format, age_band, activity]
-- months: together
-- parts:
--   - {name: persons, unit: hours, title: {fr: Heures de personnes nommées, en: Hours of named persons}}
--   - {name: anonymous, unit: hours, title: {fr: Heures de participants anonymes, en: Hours of anonymous participants}}

-- A named person counts under the person's own age band and activity. Anonymous people follow the margins of their
-- attendance; what a margin leaves out is unknown. Margins are never crossed: with a filter on the other of the two fields
-- all of those people are unknown, and with filters on both they are left out.
WITH
    (margin, class) -> if(class = 'unknown', participants - arraySum(mapValues(margin)), margin[class]) AS heads_in,
    multiIf(
        named, 1,
        notEmpty({age_band:Array(String)}) AND notEmpty({activity:Array(String)}), 0,
        {by:String} = 'age_band' AND empty({activity:Array(String)}),
            if(empty({age_band:Array(String)}) OR key IN {age_band:Array(String)}, heads_in(age_bands, key), 0),
        {by:String} = 'activity' AND empty({age_band:Array(String)}),
            if(empty({activity:Array(String)}) OR key IN {activity:Array(String)}, heads_in(activities, key), 0),
        notEmpty({age_band:Array(String)}), arraySum(c -> heads_in(age_bands, c), {age_band:Array(String)}),
        notEmpty({activity:Array(String)}), arraySum(c -> heads_in(activities, c), {activity:Array(String)}),
        participants) AS heads
SELECT
    key,
    toNullable(sum(heads * minutes) / 60)::Nullable(Float64) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', toFloat64(sumIf(heads * minutes, named) / 60), 'anonymous', toFloat64(sumIf(heads * minutes, NOT named) / 60)) AS parts
FROM
(
    SELECT
        *,
        arrayJoin(multiIf(
            {by:String} = 'territory', [toString(territory_key)],
            {by:String} = 'structure', [toString(structure)],
            {by:String} = 'month', [formatDateTime(day, '%Y-%m')],
            {by:String} = 'format', [toString(format)],
            {by:String} = 'service' AND empty(services), ['unknown'],
            {by:String} = 'service', arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services),
            {by:String} = 'age_band' AND named, [persons_age_band],
            {by:String} = 'activity' AND named, [persons_activity],
            {by:String} = 'age_band' AND empty({activity:Array(String)}), arrayConcat(mapKeys(age_bands), ['unknown']),
            {by:String} = 'activity' AND empty({age_band:Array(String)}), arrayConcat(mapKeys(activities), ['unknown']),
            {by:String} IN ('age_band', 'activity'), ['unknown'],
            ['total'])) AS key
    FROM
    (
        SELECT
            e.*,
            person != 0 AS named,
            if(p.age_band = '', 'unknown', p.age_band) AS persons_age_band,
            if(p.activity = '', 'unknown', p.activity) AS persons_activity
        FROM current_event(base = {base:UInt64}, correction = {correction:UInt64}) AS e
        -- Profiles are looked up only where the question needs them.
        LEFT ANY JOIN
        (
            SELECT person, age_band, activity
            FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
            WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
        ) AS p ON p.person = e.person
        WHERE kind = 'attendance' AND audience = 'public' AND day >= {from:Date} AND day < {to:Date}
            AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
            AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
            AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
            AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
            AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
    )
    WHERE NOT named
        OR (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
            AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
)
GROUP BY key
HAVING sum(heads) > 0

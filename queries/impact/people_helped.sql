-- version: 1
-- title: {fr: Personnes aidées, en: People helped}
-- definition:
--   fr: >-
--     Personnes distinctes ayant participé à un accompagnement du public dans la période, plus les participants anonymes
--     qui n'étaient pas déjà venus.
--   en: >-
--     Distinct persons who took part in help given to the public in the period, plus the anonymous participants who had
--     not come before.
-- unit: persons
-- kind: count
-- better: up
-- groupings: [total, territory, structure, month, age_band, activity, service, format]
-- filters: [territory, structure, project, service, format, age_band, activity]
-- months: together
-- parts:
--   - {name: persons, unit: persons, title: {fr: Personnes distinctes, en: Distinct persons}}
--   - {name: anonymous, unit: persons, title: {fr: Participants anonymes venus pour la première fois, en: Anonymous participants who had not come before}}

-- Anonymous people are of unknown age and activity here: nothing joins their margins to who had come before.
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [toString(territory_key)],
        {by:String} = 'structure', [toString(structure)],
        {by:String} = 'month', [formatDateTime(day, '%Y-%m')],
        {by:String} = 'format', [toString(format)],
        {by:String} = 'age_band', [persons_age_band],
        {by:String} = 'activity', [persons_activity],
        {by:String} != 'service', ['total'],
        empty(services), ['unknown'],
        arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services))) AS key,
    toNullable(toFloat64(uniqExactIf(person, named) + sum(participants - returning))) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', toFloat64(uniqExactIf(person, named)), 'anonymous', toFloat64(sum(participants - returning))) AS parts
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
WHERE (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
GROUP BY key

-- version: 1
-- title: {fr: Personnes suivies, en: People followed}
-- definition:
--   fr: >-
--     Personnes distinctes, connues sous pseudonyme, ayant participé à un accompagnement du public dans la période ; les
--     participants anonymes ne sont pas comptés.
--   en: >-
--     Distinct persons, known by a pseudonym, who took part in help given to the public in the period; anonymous
--     participants are not counted.
-- unit: persons
-- kind: count
-- better: up
-- groupings: [total, territory, structure, month, age_band, activity, service, format]
-- filters: [territory, structure, project, service, format, age_band, activity]
-- months: together

SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [toString(territory_key)],
        {by:String} = 'structure', [toString(structure)],
        {by:String} = 'month', [formatDateTime(day, '%Y-%m')],
        {by:String} = 'format', [toString(format)],
        {by:String} = 'age_band', [if(p.age_band = '', 'unknown', p.age_band)],
        {by:String} = 'activity', [if(p.activity = '', 'unknown', p.activity)],
        {by:String} != 'service', ['total'],
        empty(services), ['unknown'],
        arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services))) AS key,
    toNullable(toFloat64(uniqExact(e.person))) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    CAST(map(), 'Map(String, Float64)') AS parts
FROM current_event(base = {base:UInt64}, correction = {correction:UInt64}) AS e
-- Profiles are looked up only where the question needs them.
LEFT ANY JOIN
(
    SELECT person, age_band, activity
    FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
    WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
) AS p ON p.person = e.person
WHERE kind = 'attendance' AND audience = 'public' AND e.person != 0 AND day >= {from:Date} AND day < {to:Date}
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
    AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
    AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
    AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
    AND (empty({age_band:Array(String)}) OR if(p.age_band = '', 'unknown', p.age_band) IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR if(p.activity = '', 'unknown', p.activity) IN {activity:Array(String)})
GROUP BY key

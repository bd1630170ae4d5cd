-- impact.people_helped, computed directly from the raw events, each time anew: slow, and plain to read.
WITH
    if(p.said_age_band = '', 'unknown', p.said_age_band) AS persons_age_band,
    if(p.said_activity = '', 'unknown', p.said_activity) AS persons_activity
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
    toNullable(length(groupUniqArrayIf(e.person, notEmpty(e.person))) + sum(participants) - sum(returning))::Nullable(Float64) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', length(groupUniqArrayIf(e.person, notEmpty(e.person)))::Float64, 'anonymous', (sum(participants) - sum(returning))::Float64) AS parts
FROM located_event AS e
LEFT JOIN
(
    SELECT
        person,
        -- The latest event that gives it; of several on one day the smallest code.
        argMinIf(toString(age_band), (-toInt32(day), toString(age_band)), age_band != '') AS said_age_band,
        argMinIf(toString(activity), (-toInt32(day), toString(activity)), activity != '') AS said_activity
    FROM effective_event
    WHERE notEmpty(person) AND day < {to:Date}
    GROUP BY person
) AS p ON p.person = e.person
WHERE kind = 'attendance' AND audience = 'public' AND day >= {from:Date} AND day < {to:Date}
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
    AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
    AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
    AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
    AND (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
GROUP BY key

-- impact.support_hours, computed directly from the raw events, each time anew: slow, and plain to read.
-- Every attendance is cut into groups of people of one age band and one activity: a named person is a group of one, and
-- anonymous people are cut by the one margin that the question looks at, the rest of which is unknown, as is the other field.
-- A question that filters on both fields has no place for them.
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [toString(territory_key)],
        {by:String} = 'structure', [toString(structure)],
        {by:String} = 'month', [formatDateTime(day, '%Y-%m')],
        {by:String} = 'format', [toString(format)],
        {by:String} = 'age_band', [people.age_band],
        {by:String} = 'activity', [people.activity],
        {by:String} != 'service', ['total'],
        empty(services), ['unknown'],
        arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services))) AS key,
    toNullable(sum(people.heads * minutes) / 60)::Nullable(Float64) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', toFloat64(sumIf(people.heads * minutes, named) / 60), 'anonymous', toFloat64(sumIf(people.heads * minutes, NOT named) / 60)) AS parts
FROM
(
    WITH
        arrayConcat(arrayZip(mapKeys(age_bands), mapValues(age_bands)), [('unknown', participants - arraySum(mapValues(age_bands)))]) AS by_age,
        arrayConcat(arrayZip(mapKeys(activities), mapValues(activities)), [('unknown', participants - arraySum(mapValues(activities)))]) AS by_activity
    SELECT
        day, minutes, format, services, structure, territory_key,
        notEmpty(e.person) AS named,
        arrayJoin(multiIf(
            named, [(if(p.said_age_band = '', 'unknown', p.said_age_band), if(p.said_activity = '', 'unknown', p.said_activity), 1)],
            notEmpty({age_band:Array(String)}) AND notEmpty({activity:Array(String)}), [],
            notEmpty({activity:Array(String)}), arrayMap(c -> ('unknown', c.1, c.2), by_activity),
            notEmpty({age_band:Array(String)}) OR {by:String} = 'age_band', arrayMap(c -> (c.1, 'unknown', c.2), by_age),
            {by:String} = 'activity', arrayMap(c -> ('unknown', c.1, c.2), by_activity),
            [('unknown', 'unknown', participants)])::Array(Tuple(age_band String, activity String, heads Int64))) AS people
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
)
WHERE (empty({age_band:Array(String)}) OR people.age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR people.activity IN {activity:Array(String)})
GROUP BY key

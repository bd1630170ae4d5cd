-- impact.progression, computed directly from the raw events, each time anew: slow, and plain to read.
WITH
    arrayMin(x -> x.1, assessments) AS first_day,
    arrayMax(x -> x.1, assessments) AS last_day,
    arrayMax(x -> x.2, arrayFilter(x -> x.1 = first_day, assessments)) AS first_level,
    arrayMax(x -> x.2, arrayFilter(x -> x.1 = last_day, assessments)) AS last_level,
    -- Sorted, so that the first that fits is at the structure with the smallest id.
    arrayFirst(x -> x.1 = last_day AND x.2 = last_level, assessments) AS last_one,
    first_day <= {to:Date} - 14 AS could_be,
    last_day >= {from:Date} AND last_day >= first_day + 14 AS counted,
    if(p.said_age_band = '', 'unknown', p.said_age_band) AS persons_age_band,
    if(p.said_activity = '', 'unknown', p.said_activity) AS persons_activity
SELECT
    multiIf(
        {by:String} = 'territory', last_one.5,
        {by:String} = 'structure', last_one.3,
        {by:String} = 'age_band', persons_age_band,
        {by:String} = 'activity', persons_activity,
        'total') AS key,
    toNullable(countIf(counted AND last_level > first_level))::Nullable(Float64) AS numerator,
    toNullable(countIf(counted))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    mapFilter((name, share) -> NOT isNaN(share), map(
        'lower', countIf(counted AND last_level < first_level) / countIf(counted),
        'same', countIf(counted AND last_level = first_level) / countIf(counted),
        'reassessed', countIf(counted) / countIf(could_be))) AS parts
FROM
(
    SELECT
        person,
        arraySort(groupArray((day, toInt8(level), toString(structure), toString(territory), toString(territory_key)))) AS assessments
    FROM located_event
    WHERE kind = 'assessment' AND day < {to:Date}
    GROUP BY person
) AS a
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
) AS p ON p.person = a.person
WHERE first_level < 4
    AND (empty({territories:Array(String)}) OR last_one.4 IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR last_one.3 IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
GROUP BY key

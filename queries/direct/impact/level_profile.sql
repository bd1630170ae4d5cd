-- impact.level_profile, computed directly from the raw events, each time anew: slow, and plain to read.
WITH
    arrayFirst(x -> true, arraySort(x -> (-toInt32(x.day), -x.level, x.structure, x.identity), assessments)) AS last_one,
    if(p.said_age_band = '', 'unknown', p.said_age_band) AS persons_age_band,
    if(p.said_activity = '', 'unknown', p.said_activity) AS persons_activity
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [last_one.territory_key],
        {by:String} = 'structure', [last_one.structure],
        {by:String} = 'age_band', [persons_age_band],
        {by:String} = 'activity', [persons_activity],
        {by:String} = 'equipment', multiIf(NOT last_one.equipment_known, ['unknown'], empty(last_one.equipment), ['none'], last_one.equipment),
        {by:String} = 'connects', [if(last_one.connects = '', 'unknown', last_one.connects)],
        {by:String} = 'offline_reason', [if(last_one.offline_reason = '', 'unknown', last_one.offline_reason)],
        {by:String} = 'barrier', if(empty(last_one.barriers), ['unknown'], last_one.barriers),
        ['total'])) AS key,
    toNullable(countIf(last_one.level = 4))::Nullable(Float64) AS numerator,
    toNullable(count())::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'unable', countIf(last_one.level = 1)::Float64,
        'beginner', countIf(last_one.level = 2)::Float64,
        'intermediate', countIf(last_one.level = 3)::Float64,
        'autonomous', countIf(last_one.level = 4)::Float64) AS parts
FROM
(
    SELECT
        person,
        groupArray(
            (day, toInt8(level), toString(structure), identity, toString(territory), toString(territory_key), equipment_known,
                equipment, toString(connects), toString(offline_reason), barriers)::Tuple(
                day Date, level Int8, structure String, identity FixedString(16), territory String, territory_key String, equipment_known Bool,
                equipment Array(String), connects String, offline_reason String, barriers Array(String))) AS assessments
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
WHERE (empty({territories:Array(String)}) OR last_one.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR last_one.structure IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
GROUP BY key

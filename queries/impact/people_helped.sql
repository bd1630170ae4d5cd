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

-- Two steps: what each person (and all anonymous people together, under the number 0) had under each key, then the keys.
-- By age band or activity the key is the person's, so the first step reads all of a person's events before {to}, not only
-- the help given in the period.
WITH
    {by:String} IN ('age_band', 'activity') AS by_profile,
    if({by:String} = 'age_band', age_band, activity) AS class,
    -- Packed as in the view person_profile: the least is of the latest day, and then the smallest code.
    bitShiftLeft(toUInt128(65535 - toUInt16(day)), 112) + reinterpretAsUInt128(reverse(toFixedString(class, 14))) AS dated_class
SELECT
    multiIf(
        NOT by_profile, key_of_events,
        person_number = 0 OR latest_class = 0, 'unknown',
        toStringCutToZero(reverse(substring(reinterpretAsFixedString(latest_class), 1, 14)))) AS key,
    toNullable(toFloat64(persons + anonymous)) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', toFloat64(countIf(person_number != 0) AS persons), 'anonymous', toFloat64(sum(newcomers) AS anonymous)) AS parts
FROM
(
    SELECT
        arrayJoin(multiIf(
            {by:String} = 'territory', [toString(territory_key)],
            {by:String} = 'structure', [toString(structure)],
            {by:String} = 'month', [formatDateTime(day, '%Y-%m')],
            {by:String} = 'format', [toString(format)],
            {by:String} != 'service', ['total'],
            empty(services), ['unknown'],
            arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services))) AS key_of_events,
        reinterpretAsUInt128(person) AS person_number,
        sumIf(participants - returning, helped) AS newcomers,
        minIf(dated_class, by_profile AND class != '') AS latest_class
    FROM
    (
        SELECT
            *,
            kind = 'attendance' AND audience = 'public' AND day >= {from:Date}
                AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
                AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
                AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
                AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
                AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
                AND (empty({age_band:Array(String)}) AND empty({activity:Array(String)}) OR reinterpretAsUInt128(person) IN
                (
                    SELECT person_number
                    FROM person_profile(to = {to:Date})
                    WHERE (empty({age_band:Array(String)}) OR age_band IN {age_band:Array(String)})
                        AND (empty({activity:Array(String)}) OR activity IN {activity:Array(String)})
                    -- Anonymous people are of unknown age and activity in distinct counts.
                    UNION ALL
                    SELECT toUInt128(0)
                    WHERE (empty({age_band:Array(String)}) OR 'unknown' IN {age_band:Array(String)})
                        AND (empty({activity:Array(String)}) OR 'unknown' IN {activity:Array(String)})
                )) AS helped
        FROM standing_event
    )
    WHERE day < {to:Date} AND (by_profile OR helped)
    GROUP BY key_of_events, person_number
    HAVING countIf(helped) > 0
)
GROUP BY key

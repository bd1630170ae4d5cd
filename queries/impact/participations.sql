-- version: 1
-- title: {fr: "Participations", en: Participations}
-- definition:
--   fr: >-
--     Participations du public à un accompagnement dans la période : chaque personne et chaque participant anonyme, chaque fois.
--   en: >-
--     Participations of the public in help given in the period: every person and every anonymous participant, each time.
-- unit: participations
-- kind: count
-- better: up
-- groupings: [total, territory, structure, month, age_band, activity, service, format]
-- filters: [territory, structure, project, service, format, age_band, activity]
-- months: together
-- parts:
--   - {name: persons, unit: participations, title: {fr: Personnes nommées, en: Named persons}}
--   - {name: anonymous, unit: participations, title: {fr: Participants anonymes, en: Anonymous participants}}

-- A named person counts under the person's own age band and activity, which stand in all of the person's events before {to}:
-- by age band or activity the first step reads all of them and gathers by person. Anonymous people follow the margins of
-- their attendance; what a margin leaves out is unknown. Margins are never crossed: with a filter on the other of the two
-- fields all of those people are unknown, and with filters on both they are left out.
WITH
    {by:String} IN ('age_band', 'activity') AS by_profile,
    if({by:String} = 'age_band', age_band, activity) AS class,
    -- Packed as in the view person_profile: the least is of the latest day, and then the smallest code.
    bitShiftLeft(toUInt128(65535 - toUInt16(day)), 112) + reinterpretAsUInt128(reverse(toFixedString(class, 14))) AS dated_class,
    (margin, c) -> if(c = 'unknown', participants - arraySum(mapValues(margin)), margin[c]) AS heads_in,
    multiIf(
        named, 1,
        notEmpty({age_band:Array(String)}) AND notEmpty({activity:Array(String)}), 0,
        {by:String} = 'age_band' AND empty({activity:Array(String)}),
            if(empty({age_band:Array(String)}) OR event_key IN {age_band:Array(String)}, heads_in(age_bands, event_key), 0),
        {by:String} = 'activity' AND empty({age_band:Array(String)}),
            if(empty({activity:Array(String)}) OR event_key IN {activity:Array(String)}, heads_in(activities, event_key), 0),
        notEmpty({age_band:Array(String)}), arraySum(c -> heads_in(age_bands, c), {age_band:Array(String)}),
        notEmpty({activity:Array(String)}), arraySum(c -> heads_in(activities, c), {activity:Array(String)}),
        participants) AS heads
SELECT
    multiIf(
        NOT by_profile OR gathered_by = 0, event_key,
        latest_class = 0, 'unknown',
        toStringCutToZero(reverse(substring(reinterpretAsFixedString(latest_class), 1, 14)))) AS key,
    toNullable(sum(heads_sum)) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', sumIf(heads_sum, gathered_by != 0), 'anonymous', sumIf(heads_sum, gathered_by = 0)) AS parts
FROM
(
    SELECT
        arrayJoin(multiIf(
            {by:String} = 'territory', [toString(territory_key)],
            {by:String} = 'structure', [toString(structure)],
            {by:String} = 'month', [formatDateTime(day, '%Y-%m')],
            {by:String} = 'format', [toString(format)],
            {by:String} = 'service' AND empty(services), ['unknown'],
            {by:String} = 'service', arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services),
            NOT by_profile, ['total'],
            named, [''],
            {by:String} = 'age_band' AND empty({activity:Array(String)}), arrayConcat(mapKeys(age_bands), ['unknown']),
            {by:String} = 'activity' AND empty({age_band:Array(String)}), arrayConcat(mapKeys(activities), ['unknown']),
            ['unknown'])) AS event_key,
        if(by_profile, person_number, toUInt128(named)) AS gathered_by,
        sumIf(heads, helped)::Float64 AS heads_sum,
        minIf(dated_class, by_profile AND class != '') AS latest_class
    FROM
    (
        SELECT
            *,
            reinterpretAsUInt128(person) AS person_number,
            person_number != 0 AS named,
            kind = 'attendance' AND audience = 'public' AND day >= {from:Date}
                AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
                AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
                AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
                AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
                AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
                AND (empty({age_band:Array(String)}) AND empty({activity:Array(String)}) OR NOT named OR person_number IN
                (
                    SELECT person_number
                    FROM person_profile(to = {to:Date})
                    WHERE (empty({age_band:Array(String)}) OR age_band IN {age_band:Array(String)})
                        AND (empty({activity:Array(String)}) OR activity IN {activity:Array(String)})
                )) AS helped
        FROM standing_event
    )
    WHERE day < {to:Date} AND (by_profile OR helped)
    GROUP BY event_key, gathered_by
    HAVING countIf(helped) > 0
)
GROUP BY key

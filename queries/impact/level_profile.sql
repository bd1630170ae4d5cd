-- version: 1
-- title: {fr: Personnes autonomes, en: Autonomous people}
-- definition:
--   fr: >-
--     Personnes évaluées au moins une fois avant la fin de la période, selon le niveau de leur dernière évaluation : part de
--     celles qui sont autonomes, et à côté le nombre à chaque niveau.
--   en: >-
--     People assessed at least once before the end of the period, by the level of their last assessment: the share that is
--     autonomous and, beside it, the number at each level.
-- unit: share
-- kind: share
-- better: up
-- interval: true
-- groupings: [total, territory, structure, month, age_band, activity, equipment, connects, offline_reason, barrier]
-- filters: [territory, structure, age_band, activity]
-- months: apart
-- parts:
--   - {name: unable, unit: persons, title: {fr: En incapacité, en: Unable}}
--   - {name: beginner, unit: persons, title: {fr: Débutantes, en: Beginners}}
--   - {name: intermediate, unit: persons, title: {fr: Intermédiaires, en: Intermediate}}
--   - {name: autonomous, unit: persons, title: {fr: Autonomes, en: Autonomous}}
-- reference:
--   value: null
--   text:
--     fr: environ 60 % des publics interrogés à Paris (40 % ont besoin d'un accompagnement)
--     en: about 60% of the people surveyed in Paris (40% need support)
--   source: {fr: "WeTechCare, enquête à Paris, 2017", en: "WeTechCare, survey in Paris, 2017"}

-- The last assessment is the latest before {to}; of several on that day the one with the highest level, then at the structure
-- with the smallest id, then with the smallest identity. Territory, structure, equipment, use, reason and barriers are all of
-- that one assessment, so that they go with its level; what it does not say is unknown. Whoever has several devices, or
-- several barriers, counts under each.
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [toString(last.territory_key)],
        {by:String} = 'structure', [toString(last.structure)],
        {by:String} = 'age_band', [p.age_band],
        {by:String} = 'activity', [p.activity],
        {by:String} = 'equipment' AND NOT last.equipment_known, ['unknown'],
        {by:String} = 'equipment', if(empty(last.equipment), ['none'], last.equipment),
        {by:String} = 'connects', [if(last.connects = '', 'unknown', last.connects)],
        {by:String} = 'offline_reason', [if(last.offline_reason = '', 'unknown', last.offline_reason)],
        {by:String} = 'barrier', if(empty(last.barriers), ['unknown'], last.barriers),
        ['total'])) AS key,
    toNullable(countIf(last.level = 'autonomous'))::Nullable(Float64) AS numerator,
    toNullable(count())::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'unable', countIf(last.level = 'unable')::Float64,
        'beginner', countIf(last.level = 'beginner')::Float64,
        'intermediate', countIf(last.level = 'intermediate')::Float64,
        'autonomous', countIf(last.level = 'autonomous')::Float64) AS parts
FROM
(
    SELECT
        person,
        argMin(
            tuple(level, territory, territory_key, structure, equipment_known, equipment, connects, offline_reason, barriers)::Tuple(
                level String, territory String, territory_key String, structure String, equipment_known Bool,
                equipment Array(String), connects String, offline_reason String, barriers Array(String)),
            (-toInt32(day), -toInt8(level), structure, tie)) AS last
    FROM current_event(base = {base:UInt64}, correction = {correction:UInt64})
    WHERE kind = 'assessment' AND day < {to:Date}
    GROUP BY person
) AS a
-- Profiles are looked up only where the question needs them.
LEFT ANY JOIN
(
    SELECT person, age_band, activity
    FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
    WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
) AS p ON p.person = a.person
WHERE (empty({territories:Array(String)}) OR last.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR last.structure IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR p.age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR p.activity IN {activity:Array(String)})
GROUP BY key

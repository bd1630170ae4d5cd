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
        {by:String} = 'territory', [toString(a.territory_key)],
        {by:String} = 'structure', [toString(a.structure)],
        {by:String} = 'age_band', [p.age_band],
        {by:String} = 'activity', [p.activity],
        {by:String} = 'equipment' AND NOT a.equipment_known, ['unknown'],
        {by:String} = 'equipment', if(empty(a.equipment), ['none'], a.equipment),
        {by:String} = 'connects', [if(a.connects = '', 'unknown', a.connects)],
        {by:String} = 'offline_reason', [if(a.offline_reason = '', 'unknown', a.offline_reason)],
        {by:String} = 'barrier', if(empty(a.barriers), ['unknown'], a.barriers),
        ['total'])) AS key,
    toNullable(sumIf(a.sign, level = 4))::Nullable(Float64) AS numerator,
    toNullable(sum(a.sign))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'unable', sumIf(a.sign, level = 1)::Float64,
        'beginner', sumIf(a.sign, level = 2)::Float64,
        'intermediate', sumIf(a.sign, level = 3)::Float64,
        'autonomous', sumIf(a.sign, level = 4)::Float64) AS parts
FROM derived_assessment AS a
-- Profiles are looked up only where the question needs them.
LEFT ANY JOIN
(
    SELECT person, age_band, activity
    FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
    WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
) AS p ON p.person = a.person
WHERE a.layer IN ({base:UInt64}, {correction:UInt64}) AND day < {to:Date} AND next_day >= {to:Date}
    AND (empty({territories:Array(String)}) OR a.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR a.structure IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR p.age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR p.activity IN {activity:Array(String)})
GROUP BY key

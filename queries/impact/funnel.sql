-- version: 1
-- title: {fr: "Parcours, de la première évaluation au progrès", en: "Journey, from first assessment to progress"}
-- definition:
--   fr: >-
--     Parmi les personnes évaluées pour la première fois dans la période : part de celles qui, jusqu'à la date d'observation,
--     ont été orientées vers une structure ce jour-là ou après, y sont venues, ont été réévaluées ensuite, au moins 14 jours
--     après la première évaluation, et ont alors un niveau plus élevé.
--   en: >-
--     Of the people assessed for the first time in the period: the share that, up to the day of observation, was referred to a
--     structure on that day or later, came there, was assessed again after that, at least 14 days after the first
--     assessment, and then has a higher level.
-- unit: share
-- kind: share
-- better: up
-- interval: true
-- groupings: [total, territory, structure, month, age_band, activity]
-- filters: [territory, structure, age_band, activity]
-- months: together
-- parts:
--   - {name: assessed, unit: persons, title: {fr: Évaluées pour la première fois, en: Assessed for the first time}}
--   - {name: referred, unit: persons, title: {fr: Orientées vers une structure, en: Referred to a structure}}
--   - {name: attended, unit: persons, title: {fr: Venues là où elles étaient orientées, en: Came where they were referred}}
--   - {name: reassessed, unit: persons, title: {fr: Réévaluées ensuite, en: Assessed again after that}}
--   - {name: progressed, unit: persons, title: {fr: À un niveau plus élevé, en: At a higher level}}

-- Each step needs the one before it, on the same day or later; none is seen after {as_of}. A person came when an attendance of
-- the public at the structure of one of those referrals lies on the day that it was sent or later. Who is assessed again is
-- judged, as everywhere, by the latest assessment, and the first and the latest day by their highest level. All who were
-- assessed are in the denominator, also those who were autonomous from the start. Territory and structure are those of the
-- first assessment: of several on that day, of the one with the highest level at the structure with the smallest id.
WITH
    multiIf(referred_on > {as_of:Date}, 0, came_on > {as_of:Date}, least(step, 1), step) AS reached,
    arrayMap(people -> toFloat64(people), arrayReverse(arrayCumSum(arrayReverse(sumResample(0, 5, 1)(j.sign, reached))))) AS people
SELECT
    multiIf(
        {by:String} = 'territory', toString(territory_key),
        {by:String} = 'structure', toString(structure),
        {by:String} = 'month', formatDateTime(first_day, '%Y-%m'),
        {by:String} = 'age_band', p.age_band,
        {by:String} = 'activity', p.activity,
        'total') AS key,
    toNullable(people[5]) AS numerator,
    toNullable(people[1]) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('assessed', people[1], 'referred', people[2], 'attended', people[3], 'reassessed', people[4], 'progressed', people[5]) AS parts
FROM derived_journey AS j
-- Profiles are looked up only where the question needs them.
LEFT ANY JOIN
(
    SELECT person, age_band, activity
    FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
    WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
) AS p ON p.person = j.person
-- The row that tells what is known on {as_of}; of those who were assessed after it, the first one.
WHERE j.layer IN ({base:UInt64}, {correction:UInt64}) AND first_day >= {from:Date} AND first_day < {to:Date}
    AND (last_day <= {as_of:Date} AND next_day > {as_of:Date} OR last_day = first_day AND first_day > {as_of:Date})
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR p.age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR p.activity IN {activity:Array(String)})
GROUP BY key

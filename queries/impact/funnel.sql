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
    arrayFilter(dates -> dates.1 >= first_day, referrals) AS referred_later,
    arrayFilter(dates -> dates.2 >= dates.1 AND dates.2 <= {as_of:Date}, referred_later) AS followed,
    notEmpty(referred_later) AS referred,
    notEmpty(followed) AS attended,
    attended AND latest.1 >= greatest(first_day + 14, arrayMin(dates -> dates.2, followed)) AS reassessed,
    reassessed AND latest.2 > first_level AS progressed
SELECT
    multiIf(
        {by:String} = 'territory', toString(first_at.2),
        {by:String} = 'structure', toString(first_at.3),
        {by:String} = 'month', formatDateTime(first_day, '%Y-%m'),
        {by:String} = 'age_band', p.age_band,
        {by:String} = 'activity', p.activity,
        'total') AS key,
    toNullable(countIf(progressed))::Nullable(Float64) AS numerator,
    toNullable(count())::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'assessed', count()::Float64,
        'referred', countIf(referred)::Float64,
        'attended', countIf(attended)::Float64,
        'reassessed', countIf(reassessed)::Float64,
        'progressed', countIf(progressed)::Float64) AS parts
FROM
(
    SELECT
        person,
        min(day) AS first_day,
        4 - min((day, 4 - toInt8(level))).2 AS first_level,
        argMin((territory, territory_key, structure), (day, -toInt8(level), structure)) AS first_at,
        maxIf((day, toInt8(level)), day <= {as_of:Date}) AS latest
    FROM current_event(base = {base:UInt64}, correction = {correction:UInt64})
    WHERE kind = 'assessment'
    GROUP BY person
    HAVING first_day >= {from:Date} AND first_day < {to:Date}
) AS a
LEFT ANY JOIN
(
    SELECT r.person AS person, groupArray((sent_on, came_on)) AS referrals
    FROM current_referral(base = {base:UInt64}, correction = {correction:UInt64}) AS r
    WHERE r.person != 0 AND to_structure != '' AND sent_on >= {from:Date} AND sent_on <= {as_of:Date}
    GROUP BY person
) AS r ON r.person = a.person
-- Profiles are looked up only where the question needs them.
LEFT ANY JOIN
(
    SELECT person, age_band, activity
    FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
    WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
) AS p ON p.person = a.person
WHERE (empty({territories:Array(String)}) OR first_at.1 IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR first_at.3 IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR p.age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR p.activity IN {activity:Array(String)})
GROUP BY key

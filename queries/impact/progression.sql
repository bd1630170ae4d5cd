-- version: 1
-- title: {fr: Personnes ayant progressé, en: People who progressed}
-- definition:
--   fr: >-
--     Parmi les personnes qui n'étaient pas autonomes à leur toute première évaluation et dont la dernière tombe dans la
--     période, au moins 14 jours après la première : part de celles dont le niveau a monté.
--   en: >-
--     Of the people who were not autonomous at their very first assessment and whose latest one lies in the period, at least
--     14 days after the first: the share whose level is higher.
-- unit: share
-- kind: share
-- better: up
-- interval: true
-- groupings: [total, territory, structure, month, age_band, activity]
-- filters: [territory, structure, age_band, activity]
-- months: apart
-- parts:
--   - {name: lower, unit: share, title: {fr: Niveau plus bas, en: Lower level}}
--   - {name: same, unit: share, title: {fr: Même niveau, en: Same level}}
--   - {name: reassessed, unit: share, title: {fr: Réévaluées parmi celles qui pouvaient l'être, en: Reassessed among those who could be}}

-- Each person has a first and a last assessed day before {to}, and on each the highest level of that day. A day and a level
-- are packed into one number, so that the least is the first day's highest level and the greatest the last day's. The
-- territory is that of the last assessment's structure.
WITH
    toUInt32(toUInt16(day)) AS day_number,
    toInt8(level) AS rank,
    toDate(intDiv(earliest, 8)) AS first_day,
    4 - earliest % 8 AS first_level,
    toDate(intDiv(latest, 8)) AS last_day,
    latest % 8 AS last_level,
    last_day >= {from:Date} AND last_day >= first_day + 14 AS counted
SELECT
    multiIf(
        {by:String} = 'territory', toString(last_at.2),
        {by:String} = 'structure', toString(last_at.3),
        {by:String} = 'age_band', p.age_band,
        {by:String} = 'activity', p.activity,
        'total') AS key,
    toNullable(countIf(counted AND last_level > first_level))::Nullable(Float64) AS numerator,
    toNullable(countIf(counted))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    -- A share of nobody is left out.
    mapFilter((name, share) -> NOT isNaN(share), map(
        'lower', countIf(counted AND last_level < first_level) / countIf(counted),
        'same', countIf(counted AND last_level = first_level) / countIf(counted),
        'reassessed', countIf(counted) / countIf(first_day <= {to:Date} - 14))) AS parts
FROM
(
    SELECT
        person,
        min(day_number * 8 + 4 - rank) AS earliest,
        max(day_number * 8 + rank) AS latest,
        -- Of the assessments that gave the last day's level, the one at the structure with the smallest id.
        argMin((territory, territory_key, structure), (-toInt32(day_number * 8 + rank), structure)) AS last_at
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
WHERE first_level < 4
    AND (empty({territories:Array(String)}) OR last_at.1 IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR last_at.3 IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR p.age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR p.activity IN {activity:Array(String)})
GROUP BY key

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

-- Each person is judged by the latest assessed day before {to} and by the first one, on each by the highest level of that day:
-- a row of derived_assessment holds from its day to the next assessed one. The territory is that of the last assessment's
-- structure.
WITH day >= {from:Date} AND day >= first_day + 14 AS counted
SELECT
    multiIf(
        {by:String} = 'territory', toString(a.territory_key),
        {by:String} = 'structure', toString(a.structure),
        {by:String} = 'age_band', p.age_band,
        {by:String} = 'activity', p.activity,
        'total') AS key,
    toNullable(sumIf(a.sign, counted AND level > first_level))::Nullable(Float64) AS numerator,
    toNullable(sumIf(a.sign, counted))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    -- A share of nobody is left out.
    mapFilter((name, share) -> NOT isNaN(share), map(
        'lower', sumIf(a.sign, counted AND level < first_level) / sumIf(a.sign, counted),
        'same', sumIf(a.sign, counted AND level = first_level) / sumIf(a.sign, counted),
        'reassessed', sumIf(a.sign, counted) / sumIf(a.sign, first_day <= {to:Date} - 14))) AS parts
FROM derived_assessment AS a
-- Profiles are looked up only where the question needs them.
LEFT ANY JOIN
(
    SELECT person, age_band, activity
    FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
    WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
) AS p ON p.person = a.person
WHERE a.layer IN ({base:UInt64}, {correction:UInt64}) AND day < {to:Date} AND next_day >= {to:Date} AND first_level < 4
    AND (empty({territories:Array(String)}) OR a.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR a.structure IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR p.age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR p.activity IN {activity:Array(String)})
GROUP BY key

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
-- are packed into one number, so that the least is the first day's highest level and the greatest the last day's.
WITH
    {by:String} IN ('age_band', 'activity') AS by_profile,
    if({by:String} = 'age_band', age_band, activity) AS class,
    -- Packed as in the view person_profile: the least is of the latest day, and then the smallest code.
    bitShiftLeft(toUInt128(65535 - toUInt16(day)), 112) + reinterpretAsUInt128(reverse(toFixedString(class, 14))) AS dated_class,
    toUInt32(toUInt16(day)) AS day_number,
    toInt8(level) AS rank,
    toDate(intDiv(earliest, 8)) AS first_day,
    4 - earliest % 8 AS first_level,
    toDate(intDiv(latest, 8)) AS last_day,
    latest % 8 AS last_level,
    last_day >= {from:Date} AND last_day >= first_day + 14 AS counted
SELECT
    multiIf(
        {by:String} = 'territory', territory_key,
        {by:String} = 'structure', toString(last_structure),
        NOT by_profile, 'total',
        latest_class = 0, 'unknown',
        toStringCutToZero(reverse(substring(reinterpretAsFixedString(latest_class), 1, 14)))) AS key,
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
        person_number, earliest, latest, last_structure, latest_class,
        a.territory AS territory,
        if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS territory_key
    FROM
    (
        SELECT
            reinterpretAsUInt128(person) AS person_number,
            minIf(day_number * 8 + 4 - rank, kind = 'assessment') AS earliest,
            maxIf(day_number * 8 + rank, kind = 'assessment') AS latest,
            -- Of the assessments that gave the last day's level, the one at the structure with the smallest id.
            argMinIf(structure, (-toInt32(day_number * 8 + rank), structure), kind = 'assessment') AS last_structure,
            minIf(dated_class, by_profile AND class != '') AS latest_class
        FROM standing_event
        WHERE day < {to:Date} AND person_number != 0 AND (by_profile OR kind = 'assessment')
            AND (empty({age_band:Array(String)}) AND empty({activity:Array(String)}) OR person_number IN
            (
                SELECT person_number
                FROM person_profile(to = {to:Date})
                WHERE (empty({age_band:Array(String)}) OR age_band IN {age_band:Array(String)})
                    AND (empty({activity:Array(String)}) OR activity IN {activity:Array(String)})
            ))
        GROUP BY person_number
        HAVING latest > 0
    ) AS p
    LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS a ON a.structure = p.last_structure
)
WHERE first_level < 4
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR last_structure IN {structure:Array(String)})
GROUP BY key

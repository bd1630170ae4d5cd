-- version: 1
-- title: {fr: Structures qui transmettent, en: Reporting structures}
-- definition:
--   fr: >-
--     Parmi les structures ouvertes le dernier jour de la période : part de celles qui ont au moins un événement dans la
--     période, quel qu'en soit le public.
--   en: >-
--     Of the structures open on the last day of the period: the share with at least one event in the period, whatever its
--     audience.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure]
-- months: apart
-- parts:
--   - {name: silent, unit: structures, title: {fr: Sans événement depuis 90 jours, en: No event for 90 days}}

-- Silence is judged on the period's last day, or on the day of observation where the period has not ended by then.
WITH least({to:Date}, {as_of:Date} + 1) AS judged_before
SELECT
    multiIf({by:String} = 'territory', s.territory_key, {by:String} = 'structure', s.id, 'total') AS key,
    toNullable(countIf(e.in_period > 0))::Nullable(Float64) AS numerator,
    toNullable(count())::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('silent', countIf(e.lately = 0)::Float64) AS parts
FROM structure_at(places = {places:UInt64}, to = {to:Date}) AS s
LEFT ANY JOIN
(
    -- The structure of an event is the one it speaks for; of a referral, the sender.
    SELECT
        structure,
        countIf(day >= {from:Date} AND day < {to:Date}) AS in_period,
        countIf(day >= judged_before - 90 AND day < judged_before) AS lately
    FROM current_event(base = {base:UInt64}, correction = {correction:UInt64})
    WHERE day >= least({from:Date}, judged_before - 90) AND day < {to:Date}
    GROUP BY structure
) AS e ON e.structure = s.id
WHERE s.open
    AND (empty({territories:Array(String)}) OR s.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR s.id IN {structure:Array(String)})
GROUP BY key

-- version: 1
-- title: {fr: Attente après une orientation, en: Wait after a referral}
-- definition:
--   fr: >-
--     Parmi les orientations d'une personne vers une structure, envoyées dans la période et au moins 60 jours avant la date
--     d'observation : nombre de jours au bout duquel la moitié d'entre elles ont conduit la personne dans cette structure ;
--     celles qui n'y ont pas conduit en 60 jours sont rangées en dernier.
--   en: >-
--     Of the referrals of a person to a structure, sent in the period and at least 60 days before the day of observation: the
--     number of days within which half of them had brought the person to that structure; those that did not within 60 days
--     rank last.
-- unit: days
-- kind: median
-- limit: 60
-- better: down
-- groupings: [total, territory, structure, month, age_band, activity, service]
-- filters: [territory, structure, service, age_band, activity]
-- months: together
-- parts:
--   - {name: median, unit: days, title: {fr: La moitié reçue en, en: Half seen within}}
--   - {name: p90, unit: days, title: {fr: Neuf sur dix reçues en, en: Nine in ten seen within}}
--   - {name: seen, unit: referrals, title: {fr: Suivies en 60 jours, en: Followed within 60 days}}
--   - {name: waiting, unit: referrals, title: {fr: Envoyées depuis moins de 60 jours (pas encore jugées), en: Sent less than 60 days before (not judged yet)}}

-- Territory and structure are those of the sender. The wait ends with the person's first attendance at the structure on the
-- day of sending or later. Of n waits the median is the least number of days that at least n / 2 of them did not exceed, the
-- 90th percentile that of at least 9 n / 10; above 60 days both are left out, and the value is null.
WITH
    sent_on + 60 <= {as_of:Date} AS judged,
    if(came_on BETWEEN sent_on AND sent_on + 60, came_on - sent_on, 61) AS days,
    arrayCumSum(countIfResample(0, 62, 1)(judged, days)) AS seen_within,
    tenths -> arrayFirstIndex(seen -> 10 * seen >= tenths * denominator, seen_within) - 1 AS reached_on
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [toString(territory_key)],
        {by:String} = 'structure', [toString(from_structure)],
        {by:String} = 'month', [formatDateTime(sent_on, '%Y-%m')],
        {by:String} = 'age_band', [if(p.age_band = '', 'unknown', p.age_band)],
        {by:String} = 'activity', [if(p.activity = '', 'unknown', p.activity)],
        {by:String} != 'service', ['total'],
        empty(services), ['unknown'],
        arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services))) AS key,
    toNullable(countIf(judged AND days <= 60))::Nullable(Float64) AS numerator,
    toNullable(countIf(judged))::Nullable(Float64) AS denominator,
    if(denominator = 0 OR reached_on(5) > 60, NULL, reached_on(5))::Nullable(Float64) AS value,
    mapFilter((name, number) -> name IN ('seen', 'waiting') OR denominator > 0 AND number <= 60, map(
        'median', reached_on(5)::Float64,
        'p90', reached_on(9)::Float64,
        'seen', countIf(judged AND days <= 60)::Float64,
        'waiting', countIf(NOT judged)::Float64)) AS parts
FROM current_referral(base = {base:UInt64}, correction = {correction:UInt64}) AS r
-- Profiles are looked up only where the question needs them.
LEFT ANY JOIN
(
    SELECT person, age_band, activity
    FROM current_profile(base = {base:UInt64}, correction = {correction:UInt64}, to = {to:Date})
    WHERE {by:String} IN ('age_band', 'activity') OR notEmpty({age_band:Array(String)}) OR notEmpty({activity:Array(String)})
) AS p ON p.person = r.person
WHERE sent_on >= {from:Date} AND sent_on < {to:Date} AND r.person != 0 AND to_structure != ''
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
    AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
    AND (empty({age_band:Array(String)}) OR if(p.age_band = '', 'unknown', p.age_band) IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR if(p.activity = '', 'unknown', p.activity) IN {activity:Array(String)})
GROUP BY key

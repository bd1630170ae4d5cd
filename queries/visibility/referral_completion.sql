-- version: 1
-- title: {fr: Orientations abouties, en: Referrals completed}
-- definition:
--   fr: >-
--     Parmi les orientations d'une personne vers une structure, envoyées dans la période et au moins 60 jours avant la date
--     d'observation : part de celles que la personne a suivies en venant dans cette structure dans les 60 jours.
--   en: >-
--     Of the referrals of a person to a structure, sent in the period and at least 60 days before the day of observation: the
--     share that the person followed by coming to that structure within 60 days.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month, age_band, activity, service]
-- filters: [territory, structure, service, age_band, activity]
-- months: together
-- parts:
--   - {name: waiting, unit: referrals, title: {fr: Envoyées depuis moins de 60 jours (pas encore jugées), en: Sent less than 60 days before (not judged yet)}}

-- Territory and structure are those of the sender. A referral is completed when the person comes, whatever its state.
WITH
    sent_on + 60 <= {as_of:Date} AS judged,
    came_on BETWEEN sent_on AND sent_on + 60 AS followed,
    if(p.age_band = '', 'unknown', p.age_band) AS persons_age_band,
    if(p.activity = '', 'unknown', p.activity) AS persons_activity
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [toString(territory_key)],
        {by:String} = 'structure', [toString(from_structure)],
        {by:String} = 'month', [formatDateTime(sent_on, '%Y-%m')],
        {by:String} = 'age_band', [persons_age_band],
        {by:String} = 'activity', [persons_activity],
        {by:String} != 'service', ['total'],
        empty(services), ['unknown'],
        arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services))) AS key,
    toNullable(countIf(judged AND followed))::Nullable(Float64) AS numerator,
    toNullable(countIf(judged))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('waiting', countIf(NOT judged)::Float64) AS parts
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
    AND (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
GROUP BY key

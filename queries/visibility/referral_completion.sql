-- version: 1
-- title: {fr: Orientations abouties, en: Completed referrals}
-- definition:
--   fr: >-
--     Orientations d'une personne vers une structure, envoyées dans la période et au moins 60 jours avant la date d'observation,
--     que suit dans les 60 jours la venue de cette personne dans cette structure.
--   en: >-
--     Of the referrals of a person to a structure, sent in the period and at least 60 days before the day of reading, those
--     followed within 60 days by that person's attendance at that structure.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month, service]
-- filters: [territory, structure, service]
-- months: together

-- Territory and structure are those that the referral comes from. Whatever its state, it is completed when the person comes.
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [if(s.id = '', 'unknown', s.territory_key)],
        {by:String} = 'structure', [toString(from_structure)],
        {by:String} = 'month', [formatDateTime(sent_on, '%Y-%m')],
        {by:String} != 'service', ['total'],
        empty(services), ['unknown'],
        arrayFilter(x -> empty({service:Array(String)}) OR x IN {service:Array(String)}, services))) AS key,
    toNullable(countIf(arrayExists(d -> d >= sent_on AND d <= sent_on + 60, a.days)) / count()) AS value,
    toNullable(toFloat64(countIf(arrayExists(d -> d >= sent_on AND d <= sent_on + 60, a.days)))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    CAST(map(), 'Map(String, Float64)') AS parts
FROM
(
    SELECT from_structure, to_structure, person, services, sent_on
    FROM referral_state
    WHERE sent_on >= {from:Date} AND sent_on < {to:Date} AND sent_on <= {as_of:Date} - 60
        AND notEmpty(person) AND to_structure != ''
        AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
        AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
) AS r
LEFT ANY JOIN
(
    SELECT person, structure, groupArray(day) AS days
    FROM effective_event
    WHERE kind = 'attendance' AND audience = 'public' AND notEmpty(person)
        AND day >= {from:Date} AND day < {to:Date} + 60
    GROUP BY person, structure
) AS a ON a.person = r.person AND a.structure = r.to_structure
LEFT ANY JOIN (SELECT id, territory, territory_key FROM structure_at(to = {to:Date})) AS s ON s.id = r.from_structure
WHERE empty({territories:Array(String)}) OR s.territory IN {territories:Array(String)}
GROUP BY key

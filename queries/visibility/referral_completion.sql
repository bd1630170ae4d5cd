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

-- One pass over the events in three steps: each referral (its ends and person from its earliest event, as in the view
-- referral_state) and each person's visits; then both by person; then each referral against its person's visits. Territory
-- and structure are those of the sender.
WITH
    {by:String} IN ('age_band', 'activity') AS by_profile,
    if({by:String} = 'age_band', age_band, activity) AS class,
    -- Packed as in the view person_profile: the least is of the latest day, and then the smallest code.
    bitShiftLeft(toUInt128(65535 - toUInt16(day)), 112) + reinterpretAsUInt128(reverse(toFixedString(class, 14))) AS dated_class,
    sent_on + 60 <= {as_of:Date} AS judged,
    arrayExists(visit -> visit.1 = to_structure AND visit.2 BETWEEN sent_on AND sent_on + 60, visits) AS followed
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [if(a.territory = '' OR a.territory IN (SELECT code FROM rough_territory), 'unknown', a.territory)],
        {by:String} = 'structure', [toString(from_structure)],
        {by:String} = 'month', [formatDateTime(sent_on, '%Y-%m')],
        {by:String} = 'service' AND empty(services), ['unknown'],
        {by:String} = 'service', arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services),
        NOT by_profile, ['total'],
        latest_class = 0, ['unknown'],
        [toStringCutToZero(reverse(substring(reinterpretAsFixedString(latest_class), 1, 14)))])) AS key,
    toNullable(countIf(judged AND followed))::Nullable(Float64) AS numerator,
    toNullable(countIf(judged))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('waiting', countIf(NOT judged)::Float64) AS parts
FROM
(
    SELECT
        arrayJoin(referrals) AS sent,
        sent.1 AS from_structure, sent.2 AS to_structure, sent.3 AS services, sent.4 AS sent_on,
        visits, latest_class
    FROM
    (
        SELECT
            person_of AS person_number,
            groupArrayIf((earliest.1, earliest.2, earliest.4, sent_on), is_referral AND earliest.2 != ''
                AND sent_on >= {from:Date} AND sent_on < {to:Date}) AS referrals,
            groupArrayArray(visits_of) AS visits,
            minIf(class_of, class_of > 0) AS latest_class
        FROM
        (
            SELECT
                kind = 'referral' AS is_referral,
                if(is_referral, reinterpretAsUInt128(referral), reinterpretAsUInt128(person)) AS id,
                argMinIf((structure, to_structure, reinterpretAsUInt128(person), services), (day, status, identity), is_referral) AS earliest,
                if(is_referral, earliest.3, id) AS person_of,
                if(countIf(status = 'sent') > 0, minIf(day, status = 'sent'), min(day)) AS sent_on,
                groupArrayIf((structure, day), kind = 'attendance' AND audience = 'public'
                    AND day >= {from:Date} AND day < {to:Date} + 60) AS visits_of,
                minIf(dated_class, by_profile AND class != '' AND day < {to:Date}) AS class_of
            FROM standing_event
            WHERE (kind = 'referral' OR kind = 'attendance' AND audience = 'public' AND day >= {from:Date} AND day < {to:Date} + 60 OR by_profile)
                AND (kind = 'referral' OR reinterpretAsUInt128(person) != 0)
            GROUP BY is_referral, id
        )
        WHERE person_number != 0
            AND (empty({age_band:Array(String)}) AND empty({activity:Array(String)}) OR person_number IN
            (
                SELECT person_number
                FROM person_profile(to = {to:Date})
                WHERE (empty({age_band:Array(String)}) OR age_band IN {age_band:Array(String)})
                    AND (empty({activity:Array(String)}) OR activity IN {activity:Array(String)})
            ))
        GROUP BY person_number
    )
) AS r
LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS a ON a.structure = r.from_structure
WHERE (empty({territories:Array(String)}) OR a.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
    AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
GROUP BY key

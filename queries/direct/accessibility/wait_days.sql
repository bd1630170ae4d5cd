-- accessibility.wait_days, computed directly from the raw events, each time anew: slow, and plain to read.
WITH
    sent_on + 60 <= {as_of:Date} AS judged,
    notEmpty(visits) AND visits[1] <= sent_on + 60 AS followed,
    -- Who was not seen within 60 days ranks last; of n waits the median is number n / 2 rounded up, the 90th percentile 9 n / 10.
    arraySort(groupArrayIf(if(followed, visits[1] - sent_on, 1000), judged)) AS waits,
    waits[toUInt32(ceil(length(waits) * 5 / 10))] AS median,
    waits[toUInt32(ceil(length(waits) * 9 / 10))] AS p90,
    if(p.said_age_band = '', 'unknown', p.said_age_band) AS persons_age_band,
    if(p.said_activity = '', 'unknown', p.said_activity) AS persons_activity
SELECT
    arrayJoin(multiIf(
        {by:String} = 'territory', [if(at.territory_key = '', 'unknown', at.territory_key)],
        {by:String} = 'structure', [from_structure],
        {by:String} = 'month', [formatDateTime(sent_on, '%Y-%m')],
        {by:String} = 'age_band', [persons_age_band],
        {by:String} = 'activity', [persons_activity],
        {by:String} != 'service', ['total'],
        empty(services), ['unknown'],
        arrayFilter(s -> empty({service:Array(String)}) OR s IN {service:Array(String)}, services))) AS key,
    toNullable(countIf(judged AND followed))::Nullable(Float64) AS numerator,
    toNullable(length(waits))::Nullable(Float64) AS denominator,
    if(empty(waits) OR median = 1000, NULL, median)::Nullable(Float64) AS value,
    mapFilter((name, days) -> name IN ('seen', 'waiting') OR notEmpty(waits) AND days < 1000, map(
        'median', median::Float64,
        'p90', p90::Float64,
        'seen', countIf(judged AND followed)::Float64,
        'waiting', countIf(NOT judged)::Float64)) AS parts
FROM
(
    SELECT
        referral,
        any(r.from_structure) AS from_structure, any(r.to_structure) AS to_structure, any(r.person) AS person, any(r.services) AS services,
        any(r.sent_on) AS sent_on,
        -- The days on which that person came to that structure, on the day of sending or later.
        arraySort(groupArrayIf(v.day, v.day >= r.sent_on)) AS visits
    FROM
    (
        -- In the order of days, statuses and identities; status 1 is sent.
        SELECT
            referral,
            arraySort(groupArray((day, toInt8(status), identity, toString(structure), toString(e.to_structure), e.person, e.services))) AS moves,
            moves[1].4 AS from_structure, moves[1].5 AS to_structure, moves[1].6 AS person, moves[1].7 AS services,
            if(arrayExists(m -> m.2 = 1, moves), arrayFirst(m -> m.2 = 1, moves).1, moves[1].1) AS sent_on
        FROM effective_event AS e
        WHERE kind = 'referral'
        GROUP BY referral
    ) AS r
    LEFT JOIN
    (
        SELECT person, structure, day
        FROM effective_event
        WHERE kind = 'attendance' AND audience = 'public' AND notEmpty(person)
    ) AS v ON v.person = r.person AND v.structure = r.to_structure
    WHERE notEmpty(r.person) AND r.to_structure != ''
    GROUP BY referral
) AS r
LEFT JOIN
(
    SELECT
        structure,
        territory,
        if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS territory_key
    FROM structure_attachment FINAL
) AS at ON at.structure = r.from_structure
LEFT JOIN
(
    SELECT
        person,
        -- The latest event that gives it; of several on one day the smallest code.
        argMinIf(toString(age_band), (-toInt32(day), toString(age_band)), age_band != '') AS said_age_band,
        argMinIf(toString(activity), (-toInt32(day), toString(activity)), activity != '') AS said_activity
    FROM effective_event
    WHERE notEmpty(person) AND day < {to:Date}
    GROUP BY person
) AS p ON p.person = r.person
WHERE sent_on >= {from:Date} AND sent_on < {to:Date}
    AND (empty({territories:Array(String)}) OR at.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
    AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
    AND (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
GROUP BY key

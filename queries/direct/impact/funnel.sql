-- impact.funnel, computed directly from the raw events, each time anew: slow, and plain to read.
WITH
    arrayMin(x -> x.1, assessments) AS first_day,
    arrayMax(x -> x.2, arrayFilter(x -> x.1 = first_day, assessments)) AS first_level,
    -- Sorted, so that the first that fits is at the structure with the smallest id.
    arrayFirst(x -> x.1 = first_day AND x.2 = first_level, assessments) AS first_one,
    arrayFilter(x -> x.1 <= {as_of:Date}, assessments) AS seen_assessments,
    arrayMax(x -> x.1, seen_assessments) AS last_day,
    arrayMax(x -> x.2, arrayFilter(x -> x.1 = last_day, seen_assessments)) AS last_level,
    arrayFilter(r -> r.1 >= first_day AND r.1 <= {as_of:Date}, referrals) AS later_referrals,
    arrayFilter(day -> day <= {as_of:Date}, arrayMap(r -> r.2[1], arrayFilter(r -> notEmpty(r.2), later_referrals))) AS arrivals,
    notEmpty(later_referrals) AS referred,
    referred AND notEmpty(arrivals) AS attended,
    attended AND notEmpty(seen_assessments) AND last_day >= arrayMin(arrivals) AND last_day >= first_day + 14 AS reassessed,
    reassessed AND last_level > first_level AS progressed,
    if(p.said_age_band = '', 'unknown', p.said_age_band) AS persons_age_band,
    if(p.said_activity = '', 'unknown', p.said_activity) AS persons_activity
SELECT
    multiIf(
        {by:String} = 'territory', first_one.5,
        {by:String} = 'structure', first_one.3,
        {by:String} = 'month', formatDateTime(first_day, '%Y-%m'),
        {by:String} = 'age_band', persons_age_band,
        {by:String} = 'activity', persons_activity,
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
        arraySort(groupArray((day, toInt8(level), toString(structure), toString(territory), toString(territory_key)))) AS assessments
    FROM located_event
    WHERE kind = 'assessment'
    GROUP BY person
) AS a
LEFT JOIN
(
    SELECT person, groupArray((sent_on, visits)) AS referrals
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
    )
    GROUP BY person
) AS r ON r.person = a.person
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
) AS p ON p.person = a.person
WHERE first_day >= {from:Date} AND first_day < {to:Date}
    AND (empty({territories:Array(String)}) OR first_one.4 IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR first_one.3 IN {structure:Array(String)})
    AND (empty({age_band:Array(String)}) OR persons_age_band IN {age_band:Array(String)})
    AND (empty({activity:Array(String)}) OR persons_activity IN {activity:Array(String)})
GROUP BY key

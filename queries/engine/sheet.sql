-- The structures that are open on the last day of each window (from, to, as of), as the registry knew them then, and what events say of
-- each: whether it has any in the window and in the 90 days before its end or the day of observation, and its referrals. Those
-- between two different structures of the registry are links; what goes to a kind of place outside the network is beside.
WITH
    {windows:Array(Tuple(Date, Date, Date))} AS windows,
    arrayEnumerate(windows) AS nths
SELECT
    toUInt16(s.nth - 1) AS number, toString(s.structure) AS id, toString(territory) AS territory, toString(place) AS place, known_on,
    services, fees, adapted, programmes, labels,
    access_modes != ['Ce lieu n\'accueille pas de public'] AS receives,
    territory != '' AS located, positioned, degrees_north, degrees_east, reachable,
    hours_known, toFloat64(s.evening_minutes) AS evening_minutes, toFloat64(s.weekend_minutes) AS weekend_minutes,
    isNotNull(s.staffed_hours_week) AS staff_known, ifNull(s.staffed_hours_week, 0.) AS staffed_hours,
    isNotNull(s.devices) AS devices_known, toFloat64(ifNull(s.devices, 0)) AS devices,
    isNotNull(s.wifi) AS wifi_known, ifNull(s.wifi, false) AS wifi,
    ifNull(charter_signed_on < s.to, false) AS signed,
    known_on < s.to AS known,
    -- Records are told by their age for three years.
    toFloat64(arrayFirst(months -> updated_on >= addMonths(s.to, -months) OR months = 9999, arrayConcat(range(36), [9999]))) AS age,
    arrayExists(month -> NOT has(closed_months, month % 12 + 1), range(toRelativeMonthNum(s.from) - 1, toRelativeMonthNum(s.to - 1))) AS expected,
    a.in_window[s.nth] > 0 AS reports,
    a.assessed[s.nth] > 0 AS assesses,
    a.lately[s.nth] > 0 AS recent,
    true AS measured,
    toFloat64(a.helped[s.nth] + d.declared[s.nth]) AS participations,
    toFloat64(f.times[s.nth]) AS declined_full,
    toFloat64(ifNull(capacity_week, 0)) AS capacity,
    (s.to - greatest(s.from, ifNull(toDate(opened_on), s.from))) / 7 AS weeks,
    toFloat64(r.received) AS received, toFloat64(r.outside) AS outside, r.partners AS partners, r.year_partners AS year_partners
FROM
(
    SELECT *, arrayJoin(arrayEnumerate({windows:Array(Tuple(Date, Date, Date))})) AS nth,
        {windows:Array(Tuple(Date, Date, Date))}[nth].1 AS from, {windows:Array(Tuple(Date, Date, Date))}[nth].2 AS to
    FROM structure_state
    WHERE since < to AND to <= until AND ifNull(opened_on < to, true) AND ifNull(closed_on >= to, true)
) AS s
LEFT ANY JOIN
(
    SELECT
        structure,
        sumForEach(arrayMap(w -> if(day >= w.1 AND day < w.2, events, 0), windows)) AS in_window,
        sumForEach(arrayMap(w -> if(day >= w.1 AND day < w.2, assessments, 0), windows)) AS assessed,
        sumForEach(arrayMap(w -> if(day >= w.1 AND day < w.2, participations, 0), windows)) AS helped,
        sumForEach(arrayMap(w -> if(day >= least(w.2, w.3 + 1) - 90 AND day < least(w.2, w.3 + 1), events, 0), windows)) AS lately
    FROM activity
    GROUP BY structure
) AS a ON a.structure = s.structure
LEFT ANY JOIN
(
    SELECT structure, sumForEach(arrayMap(w -> if(day >= w.1 AND since < w.2, heads, 0), windows)) AS declared
    FROM declaration
    WHERE field = ''
    GROUP BY structure
) AS d ON d.structure = s.structure
LEFT ANY JOIN
(
    SELECT to_structure AS structure, sumForEach(arrayMap(w -> if(day >= w.2 - 60 AND day < w.2, 1, 0), windows)) AS times
    FROM referral
    WHERE state = 3 AND reason = 'full'
    GROUP BY to_structure
) AS f ON f.structure = s.structure
LEFT ANY JOIN
(
    SELECT
        id, nth,
        toUInt32(countIf(in_window AND partner != '' AND NOT sends)) AS received,
        toUInt32(countIf(in_window AND partner = '')) AS outside,
        groupUniqArrayIf(partner, in_window AND partner != '') AS partners,
        groupUniqArrayIf(partner, in_year AND partner != '') AS year_partners
    FROM
    (
        SELECT
            one.1 AS id, one.2 AS partner, one.3 AS sends, nth,
            day >= windows[nth].1 AS in_window, day >= windows[nth].2 - INTERVAL 12 MONTH AS in_year
        FROM referral
        ARRAY JOIN multiIf(
            to_kind != '', [(toString(structure), '', true)],
            structure = to_structure OR NOT (structure IN (SELECT structure FROM structure_state)) OR NOT (to_structure IN (SELECT structure FROM structure_state)), [],
            [(toString(structure), toString(to_structure), true), (toString(to_structure), toString(structure), false)]) AS one
        ARRAY JOIN arrayFilter(nth -> day < windows[nth].2 AND (day >= windows[nth].1 OR day >= windows[nth].2 - INTERVAL 12 MONTH), nths) AS nth
    )
    GROUP BY id, nth
) AS r ON r.id = s.structure AND r.nth = s.nth

-- The structures that are open on the last day of each window (from, to, as of), as the registry knew them then, and what events say of
-- each: whether it has any in the window and in the 90 days before its end or the day of observation, and its referrals. Those
-- between two different structures of the registry are links; what goes to a kind of place outside the network is beside.
WITH
    {windows:Array(Tuple(Date, Date, Date))} AS windows,
    arrayEnumerate(windows) AS nths
SELECT
    toUInt16(s.nth - 1) AS number, toString(s.structure) AS id, toString(territory) AS territory, toString(place) AS place,
    services, fees, access_modes, hours_known, evening_minutes, weekend_minutes, updated_on, known_on, closed_months,
    a.in_window[s.nth] > 0 AS reports,
    a.lately[s.nth] > 0 AS recent,
    r.sent AS sent, r.received AS received, r.outside AS outside, r.partners AS partners, r.year_partners AS year_partners
FROM
(
    SELECT *, arrayJoin(arrayEnumerate({windows:Array(Tuple(Date, Date, Date))})) AS nth, {windows:Array(Tuple(Date, Date, Date))}[nth].2 AS to
    FROM structure_state
    WHERE since < to AND to <= until AND ifNull(opened_on < to, true) AND ifNull(closed_on >= to, true)
) AS s
LEFT ANY JOIN
(
    SELECT
        structure,
        sumForEach(arrayMap(w -> if(day >= w.1 AND day < w.2, events, 0), windows)) AS in_window,
        sumForEach(arrayMap(w -> if(day >= least(w.2, w.3 + 1) - 90 AND day < least(w.2, w.3 + 1), events, 0), windows)) AS lately
    FROM activity
    GROUP BY structure
) AS a ON a.structure = s.structure
LEFT ANY JOIN
(
    SELECT
        id, nth,
        toUInt32(countIf(in_window AND partner != '' AND sends)) AS sent, toUInt32(countIf(in_window AND partner != '' AND NOT sends)) AS received,
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

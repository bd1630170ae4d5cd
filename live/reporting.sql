-- What each structure's effective events tell of how it reports, as of a day: its last event, and of the events of the period
-- how many there are, how many happened on a day when the structure was not open (by its latest record), and how late they
-- came, in days from the day they happened to the day they were received: up to 1, 7, 30, 90, more. A declaration stands on the last
-- day of its month, so it is no event of a day when the structure was closed. A structure that only ever received referrals has no line.
WITH
    a.day >= {from:Date} AND a.day < {to:Date} AS in_period,
    ifNull(a.day < s.opened_on, false) OR ifNull(a.day >= s.closed_on, false) AS closed
SELECT
    toString(a.structure) AS id,
    max(a.day) AS last_day,
    sumIf(a.events, in_period) AS events,
    sumIf(a.events, in_period AND closed AND NOT a.declared) AS while_closed,
    sumForEach(arrayMap(class -> if(in_period AND a.late = class, a.events, 0), range(5))) AS delays
FROM activity AS a
LEFT ANY JOIN
(
    SELECT structure, opened_on, closed_on
    FROM structure_state
    WHERE until = toDate('2149-06-06')
) AS s ON s.structure = a.structure
WHERE a.day <= {as_of:Date} AND a.structure != ''
GROUP BY id
ORDER BY id

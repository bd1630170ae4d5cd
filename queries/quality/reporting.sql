-- What each structure's effective events tell of how it reports, as of a day: its last event, and of the events of the period
-- how many there are, how many happened on a day when the structure was not open (by its latest record), and how late they
-- came, in days from the day they happened to the day they were received: up to 1, 7, 30, 90, more. A structure that only
-- ever received referrals has no line.
WITH
    (
        SELECT groupArray((id, opened, closed))
        FROM
        (
            SELECT
                id,
                toDate(greatest(ifNull(opened_on, toDate32('1970-01-01')), toDate32('1970-01-01'))) AS opened,
                ifNull(closed_on, toDate('2149-06-06')) AS closed
            FROM derived_structure
            WHERE layer = {places:UInt64} AND known_until = toDate('2149-06-06')
            ORDER BY id
        )
    ) AS structures,
    arrayMap(s -> s.1, structures) AS ids,
    arrayMap(s -> s.2, structures) AS openings,
    arrayMap(s -> s.3, structures) AS closings,
    day >= {from:Date} AND day < {to:Date} AS in_period
SELECT
    toString(structure) AS id,
    max(day) AS last_day,
    toUInt64(sumIf(n, in_period)) AS events,
    toUInt64(sumIf(n, in_period AND (day < transform(toString(structure), ids, openings, toDate('1970-01-01'))
        OR day >= transform(toString(structure), ids, closings, toDate('2149-06-06'))))) AS while_closed,
    [
        toUInt64(sumIf(n, in_period AND late = 0)),
        toUInt64(sumIf(n, in_period AND late = 1)),
        toUInt64(sumIf(n, in_period AND late = 2)),
        toUInt64(sumIf(n, in_period AND late = 3)),
        toUInt64(sumIf(n, in_period AND late = 4))
    ] AS delays
FROM
(
    SELECT structure, day, late, sum(events) AS n
    FROM derived_activity
    WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND day <= {as_of:Date} AND structure != ''
    GROUP BY structure, day, late
    HAVING n > 0
)
GROUP BY structure
ORDER BY id

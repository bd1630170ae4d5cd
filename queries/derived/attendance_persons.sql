-- Distinct persons helped, in a layer: each in every month of help, until the next one.
INSERT INTO derived_attendance (layer, scope, key, month, known_from, known_until, persons, persons_x)
SELECT {layer:UInt64}, scope, key, month, month AS known_from, next AS known_until, sum(sign), groupBitXor(person)
FROM
(
    SELECT
        sign, person, scope, key, month,
        leadInFrame(month, 1, toDate('2149-06-06'))
            OVER (PARTITION BY sign, person, scope, key ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS next
    FROM
    (
        SELECT DISTINCT sign, person, month, at.1 AS scope, at.2 AS key
        FROM
        (
            SELECT DISTINCT sign, person, toStartOfMonth(day) AS month, territory, territory_key, structure
            FROM derived_event
            WHERE layer = {layer:UInt64} AND kind = 'attendance' AND audience = 'public' AND person != 0 AND person % {parts:UInt8} = {part:UInt8}
        ) AS e
        LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
        ARRAY JOIN arrayConcat(
            [('total', ''), ('territory', toString(territory_key)), ('structure', toString(structure))],
            arrayMap(area -> ('area', toString(area)), a.areas)) AS at
    )
)
GROUP BY scope, key, month, next

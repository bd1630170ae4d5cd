-- People helped by days, in a layer, by place: each on every day of help, until the next one. These are the people who were helped in
-- one territory only: what is true of them there is true of them wherever that territory is counted. A territory and a day are one
-- number: 48 bits of the territory's hash before the day's 16.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
WITH
    (territory, territory_key) -> bitAnd(cityHash64(territory, territory_key), 0xFFFFFFFFFFFF0000) AS hashed
SELECT
    {layer:UInt64}, at.1 AS scope, 'persons', at.2 AS key, toDate(toUInt16(stay)) AS day,
    turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT stay, next, sum(sign) AS persons, groupBitXor(person) AS persons_x
    FROM
    (
        SELECT sign, person, arrayCompact(arraySort(groupArray(bitOr(hashed(territory, territory_key), toUInt16(day))))) AS stays
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
        GROUP BY sign, person
        HAVING bitXor(stays[1], stays[-1]) < 0x10000
    )
    ARRAY JOIN stays AS stay, arrayPushBack(arrayMap(then -> toUInt16(then), arrayPopFront(stays)), 0xFFFF) AS next
    GROUP BY stay, next
) AS r
INNER JOIN
(
    SELECT hashed(e.territory, e.territory_key) AS place, territory_key, areas
    FROM
    (
        SELECT DISTINCT territory, territory_key
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public'
    ) AS e
    LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
) AS p ON p.place = bitAnd(r.stay, 0xFFFFFFFFFFFF0000)
ARRAY JOIN arrayConcat([('total', ''), ('territory', toString(territory_key))], arrayMap(area -> ('area', toString(area)), areas)) AS at
ARRAY JOIN [(day, 1), (toDate(next), -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY scope, key, day, since
HAVING number != 0 OR records_x != 0

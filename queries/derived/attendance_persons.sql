-- Distinct persons helped, in a layer, by place: each in every month of help, until the next one. All of a person's months are
-- sorted at once, by what they are given by and then by time; each lasts until the one behind it, or for ever. For that, a place and
-- a month are one number: 48 bits of the place's hash before the month's 16.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
WITH
    (scope, key) -> bitAnd(cityHash64(scope, key), 0xFFFFFFFFFFFF0000) AS hashed
SELECT {layer:UInt64}, scope, 'persons', key, month, turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT
        bitAnd(stay, 0xFFFFFFFFFFFF0000) AS place, toDate(toUInt16(stay)) AS month, toDate(until) AS next,
        sum(sign) AS persons, groupBitXor(person) AS persons_x
    FROM
    (
        SELECT
            sign, person,
            arraySort(arrayDistinct(groupArrayArray(stays))) AS sorted,
            arrayMap((now, then) -> if(bitXor(now, then) < 0x10000, toUInt16(then), 0xFFFF), sorted, arrayPushBack(arrayPopFront(sorted), 0)) AS until_next
        FROM
        (
            SELECT
                sign, person,
                arrayMap(place -> bitOr(place, toUInt16(toStartOfMonth(day))), arrayConcat(
                    [hashed('total', ''), hashed('territory', territory_key), hashed('structure', structure)],
                    arrayMap(area -> hashed('area', area), a.areas))) AS stays
            FROM layer_encounter(layer = {layer:UInt64}) AS e
            LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
            WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
        )
        GROUP BY sign, person
    )
    ARRAY JOIN sorted AS stay, until_next AS until
    GROUP BY place, month, next
) AS s
INNER JOIN
(
    SELECT at.1 AS scope, at.2 AS key, hashed(scope, key) AS place
    FROM
    (
        SELECT DISTINCT territory, territory_key, structure
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
    ) AS e
    LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
    ARRAY JOIN arrayConcat(
        [('total', ''), ('territory', toString(territory_key)), ('structure', toString(structure))],
        arrayMap(area -> ('area', toString(area)), a.areas)) AS at
    GROUP BY scope, key
) AS p ON p.place = s.place
ARRAY JOIN [(month, 1), (next, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY scope, key, month, since
HAVING number != 0 OR records_x != 0

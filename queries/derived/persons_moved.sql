-- People helped by days, in a layer, by place: those who were helped in several territories. All of a person's days are sorted at
-- once, by what they are given by and then by time; each lasts until the one behind it, or for ever. For that, a place and a day are
-- one number: 48 bits of the place's hash before the day's 16.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
WITH
    (scope, key) -> bitAnd(cityHash64(scope, key), 0xFFFFFFFFFFFF0000) AS hashed,
    moved AS
    (
        SELECT sign, person
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
        GROUP BY sign, person
        HAVING min(cityHash64(territory, territory_key)) != max(cityHash64(territory, territory_key))
    )
SELECT {layer:UInt64}, scope, 'persons', key, toDate(toUInt16(stay)) AS day, since, persons, persons_x
FROM
(
    SELECT stay, turn.1 AS since, sum(turn.2 * sign) AS persons, groupBitXor(person) AS persons_x
    FROM
    (
        SELECT
            sign, person,
            arrayCompact(arraySort(groupArrayArray(stays))) AS sorted,
            arrayMap((now, then) -> if(bitXor(now, then) < 0x10000, toUInt16(then), 0xFFFF), sorted, arrayPushBack(arrayPopFront(sorted), 0)) AS until_next
        FROM
        (
            SELECT
                sign, person,
                arrayMap(place -> bitOr(place, toUInt16(day)), arrayConcat(
                    [hashed('total', ''), hashed('territory', territory_key)], arrayMap(area -> hashed('area', area), a.areas))) AS stays
            FROM layer_encounter(layer = {layer:UInt64}) AS e
            LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
            WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8} AND (sign, person) IN moved
        )
        GROUP BY sign, person
    )
    ARRAY JOIN sorted AS stay, until_next AS next
    ARRAY JOIN [(toDate(toUInt16(stay)), 1), (toDate(next), -1)] AS turn
    WHERE since < toDate('2149-06-01')
    GROUP BY stay, since
    HAVING persons != 0 OR persons_x != 0
) AS s
INNER JOIN
(
    SELECT at.1 AS scope, at.2 AS key, hashed(scope, key) AS place
    FROM
    (
        SELECT DISTINCT territory, territory_key
        FROM layer_encounter(layer = {layer:UInt64})
        WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
    ) AS e
    LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
    ARRAY JOIN arrayConcat(
        [('total', ''), ('territory', toString(territory_key))], arrayMap(area -> ('area', toString(area)), a.areas)) AS at
    GROUP BY scope, key
) AS p ON p.place = bitAnd(s.stay, 0xFFFFFFFFFFFF0000)

-- Distinct persons helped, in a layer, by place: each in every month of help, until the next one. All of a person's months are
-- sorted at once, by what they are given by and then by time; each lasts until the one behind it, or for ever.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT {layer:UInt64}, scope, 'persons', key, month, turn.1 AS since, sum(turn.2 * persons) AS number, groupBitXor(persons_x) AS records_x
FROM
(
    SELECT
        ['', 'total', 'territory', 'structure', 'area'][1 + stay.1] AS scope, stay.2 AS key, stay.3 AS month, stay.4 AS next,
        sum(sign) AS persons, groupBitXor(person) AS persons_x
    FROM
    (
        SELECT
            sign, person,
            arraySort(arrayDistinct(arrayFlatten(groupArray(places)))) AS stays,
            arrayMap((now, then) -> (now.1, now.2, now.3, if((now.1, now.2) = (then.1, then.2), then.3, toDate('2149-06-06'))),
                stays, arrayPushBack(arrayPopFront(stays), (toInt8(0), '', toDate(0)))) AS until_next
        FROM
        (
            SELECT
                sign, person,
                arrayMap(at -> (at.1, at.2, toStartOfMonth(day)), arrayConcat(
                    [(toInt8(1), ''), (toInt8(2), toString(territory_key)), (toInt8(3), toString(structure))],
                    arrayMap(area -> (toInt8(4), toString(area)), a.areas))) AS places
            FROM layer_encounter(layer = {layer:UInt64}) AS e
            LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = e.territory
            WHERE kind = 'attendance' AND audience = 'public' AND person % {parts:UInt8} = {part:UInt8}
        )
        GROUP BY sign, person
    )
    ARRAY JOIN until_next AS stay
    GROUP BY scope, key, month, next
)
ARRAY JOIN [(month, 1), (next, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY scope, key, month, since
HAVING number != 0 OR records_x != 0

-- What became of people's levels by days, in a layer, by place.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
WITH
    -- An outcome is known from the day after it, that a person is due from the 14th day after the first.
    [
        (if(day < first_day + 14, '', multiIf(level > first_level, 'higher', level = first_level, 'same', 'lower')), day, day),
        ('due', toDate('2149-06-01'), greatest(day, first_day + 13))
    ] AS outcomes
SELECT
    {layer:UInt64}, at.1 AS scope, outcome.1 AS measure, at.2 AS key, outcome.2 AS latest,
    turn.1 AS since, sum(turn.2 * sign) AS number, groupBitXor(person) AS records_x
FROM derived_assessment AS p
LEFT ANY JOIN layer_area(places = {places:UInt64}) AS a ON a.territory = p.territory
ARRAY JOIN outcomes AS outcome
ARRAY JOIN arrayConcat([('total', ''), ('territory', toString(territory_key))], arrayMap(area -> ('area', toString(area)), a.areas)) AS at
ARRAY JOIN [(outcome.3, 1), (next_day, -1)] AS turn
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND first_level < 4
    AND outcome.1 != '' AND outcome.3 < next_day AND since < toDate('2149-06-01')
GROUP BY scope, measure, key, latest, since
HAVING number != 0 OR records_x != 0

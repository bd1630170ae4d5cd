-- What became of people's levels, in a layer, by structure.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
WITH
    -- An outcome is known from the day after it, that a person is due from the 14th day after the first.
    [
        (if(day < first_day + 14, '', multiIf(level > first_level, 'higher', level = first_level, 'same', 'lower')), toStartOfMonth(day), toStartOfMonth(day)),
        ('due', toDate('2149-06-01'), toStartOfMonth(greatest(day, first_day + 13)))
    ] AS outcomes
SELECT
    {layer:UInt64}, 'structure', outcome.1 AS measure, structure, outcome.2 AS latest,
    turn.1 AS since, sum(turn.2 * sign) AS number, groupBitXor(person) AS records_x
FROM derived_assessment
ARRAY JOIN outcomes AS outcome
ARRAY JOIN [(outcome.3, 1), (toStartOfMonth(next_day), -1)] AS turn
WHERE layer = {layer:UInt64} AND person % {parts:UInt8} = {part:UInt8} AND first_level < 4
    AND outcome.1 != '' AND outcome.3 < toStartOfMonth(next_day) AND since < toDate('2149-06-01')
GROUP BY measure, structure, latest, since
HAVING number != 0 OR records_x != 0

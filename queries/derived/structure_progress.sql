-- What became of people's levels, in a layer, by structure.
INSERT INTO derived_measure (layer, scope, measure, key, month, since, number, records_x)
SELECT
    {layer:UInt64}, 'structure', one.1 AS measure, key, if(measure = 'due', toDate('2149-06-01'), latest) AS month,
    turn.1 AS since, sum(turn.2 * one.2) AS number, groupBitXor(one.3) AS records_x
FROM
(
    WITH
        day >= first_day + 14 AS again,
        -- An outcome is known from the day after it, that a person is due from the 14th day after the first.
        [(day, again AND level > first_level, again AND level = first_level, again AND level < first_level, false),
            (greatest(day, first_day + 13), false, false, false, true)] AS outcomes
    SELECT
        structure AS key, toStartOfMonth(day) AS latest,
        toStartOfMonth(outcome.1) AS enters, toStartOfMonth(next_day) AS leaves,
        [
            ('higher', sumIf(sign, outcome.2), groupBitXorIf(person, outcome.2)),
            ('same', sumIf(sign, outcome.3), groupBitXorIf(person, outcome.3)),
            ('lower', sumIf(sign, outcome.4), groupBitXorIf(person, outcome.4)),
            ('due', sumIf(sign, outcome.5), groupBitXorIf(person, outcome.5))
        ] AS measures
    FROM derived_assessment
    ARRAY JOIN outcomes AS outcome
    WHERE layer = {layer:UInt64} AND person % {parts:UInt8} = {part:UInt8} AND first_level < 4 AND (again OR outcome.5) AND enters < leaves
    GROUP BY key, latest, enters, leaves
)
ARRAY JOIN measures AS one
ARRAY JOIN [(enters, 1), (leaves, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY measure, key, month, since
HAVING number != 0 OR records_x != 0

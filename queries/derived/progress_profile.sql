-- What became of people's levels by days, in a layer, by what was known of the people at the end of a period.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
WITH
    -- An outcome is known from the day after it, that a person is due from the 14th day after the first.
    [
        (if(day < first_day + 14, '', multiIf(level > first_level, 'higher', level = first_level, 'same', 'lower')), day, day),
        ('due', toDate('2149-06-01'), greatest(day, first_day + 13))
    ] AS outcomes
SELECT
    {layer:UInt64}, at.1 AS scope, outcome.1 AS measure, at.2 AS key, outcome.2 AS latest,
    turn.1 AS since, sum(turn.2 * p.sign) AS number, groupBitXor(p.person) AS records_x
FROM derived_assessment AS p
INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
ARRAY JOIN outcomes AS outcome
ARRAY JOIN [('age_band', toString(v.age_band)), ('activity', toString(v.activity))] AS at
ARRAY JOIN [(greatest(outcome.3, v.known_from), 1), (least(next_day, v.known_until), -1)] AS turn
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8}
    AND first_level < 4 AND outcome.1 != '' AND greatest(outcome.3, v.known_from) < least(next_day, v.known_until) AND since < toDate('2149-06-01')
GROUP BY scope, measure, key, latest, since
HAVING number != 0 OR records_x != 0

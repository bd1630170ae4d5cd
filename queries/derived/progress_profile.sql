-- What became of people's levels by days, in a layer, by what was known of the people at the end of a period.
INSERT INTO derived_measure_daily (layer, scope, measure, key, day, since, number, records_x)
SELECT
    {layer:UInt64}, scope, one.1 AS measure, key, if(measure = 'due', toDate('2149-06-01'), latest) AS day,
    turn.1 AS since, sum(turn.2 * one.2) AS number, groupBitXor(one.3) AS records_x
FROM
(
    WITH
        day >= first_day + 14 AS again,
        -- An outcome is known from the day after it, that a person is due from the 14th day after the first.
        [(day, again AND level > first_level, again AND level = first_level, again AND level < first_level, false),
            (greatest(day, first_day + 13), false, false, false, true)] AS outcomes
    SELECT
        at.1 AS scope, at.2 AS key, day AS latest,
        greatest(outcome.1, v.known_from) AS enters, least(next_day, v.known_until) AS leaves,
        [
            ('higher', sumIf(p.sign, outcome.2), groupBitXorIf(p.person, outcome.2)),
            ('same', sumIf(p.sign, outcome.3), groupBitXorIf(p.person, outcome.3)),
            ('lower', sumIf(p.sign, outcome.4), groupBitXorIf(p.person, outcome.4)),
            ('due', sumIf(p.sign, outcome.5), groupBitXorIf(p.person, outcome.5))
        ] AS measures
    FROM derived_assessment AS p
    INNER JOIN derived_profile AS v ON v.sign = p.sign AND v.person = p.person
    ARRAY JOIN [('age_band', toString(v.age_band)), ('activity', toString(v.activity))] AS at
    ARRAY JOIN outcomes AS outcome
    WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND v.layer = {layer:UInt64} AND v.person % {parts:UInt8} = {part:UInt8} AND first_level < 4 AND (again OR outcome.5) AND enters < leaves
    GROUP BY scope, key, latest, enters, leaves
)
ARRAY JOIN measures AS one
ARRAY JOIN [(enters, 1), (leaves, -1)] AS turn
WHERE since < toDate('2149-06-01')
GROUP BY scope, measure, key, day, since
HAVING number != 0 OR records_x != 0

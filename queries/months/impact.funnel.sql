-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

-- A step after the day of observation is not seen. Someone whose first assessment lies after it is in the denominator, and has
-- no further step.
WITH
    multiIf(referred_on > {as_of:Date}, 0, came_on > {as_of:Date}, least(step, 1), step) AS reached,
    arrayMap(people -> toFloat64(people), arrayReverse(arrayCumSum(arrayReverse(sumResample(0, 5, 1)(sign, reached))))) AS people
SELECT
    question.1 AS question_number,
    multiIf(question.2 = 'territory', toString(territory_key), question.2 = 'structure', toString(structure), 'total') AS key,
    toNullable(people[5]) AS numerator,
    toNullable(people[1]) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('assessed', people[1], 'referred', people[2], 'attended', people[3], 'reassessed', people[4], 'progressed', people[5]) AS parts
FROM derived_journey
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND first_day >= {first:Date} AND first_day < {until:Date}
    AND first_day >= question.3 AND first_day < question.4
    AND (last_day <= {as_of:Date} AND next_day > {as_of:Date} OR last_day = first_day AND first_day > {as_of:Date})
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
GROUP BY question_number, key

-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

WITH
    sent_on + 60 <= {as_of:Date} AS judged,
    came_on BETWEEN sent_on AND sent_on + 60 AS followed
SELECT
    question.1 AS question_number,
    multiIf({by:String} = 'territory', toString(territory_key), {by:String} = 'structure', toString(from_structure), 'total') AS key,
    toNullable(toFloat64(countIf(judged AND followed))) AS numerator,
    toNullable(toFloat64(countIf(judged))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('waiting', toFloat64(countIf(NOT judged))) AS parts
FROM current_referral(base = {base:UInt64}, correction = {correction:UInt64})
ARRAY JOIN {questions:Array(Tuple(UInt32, Date, Date))} AS question
WHERE sent_on >= question.2 AND sent_on < question.3 AND person != 0 AND to_structure != ''
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
GROUP BY question_number, key

-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

WITH sent_on + 60 <= {as_of:Date} AS judged
SELECT
    question.1 AS question_number,
    multiIf(question.2 = 'territory', toString(territory_key), question.2 = 'structure', toString(from_structure), 'total') AS key,
    toNullable(toFloat64(sumIf(sign, judged AND waited <= 60))) AS numerator,
    toNullable(toFloat64(sumIf(sign, judged))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('waiting', toFloat64(sumIf(sign, NOT judged))) AS parts
FROM derived_referral
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sent_on >= {first:Date} AND sent_on < {until:Date}
    AND sent_on >= question.3 AND sent_on < question.4 AND person != 0 AND to_structure != ''
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
GROUP BY question_number, key

-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

WITH
    hours_known AND evening_minutes >= 120 AS in_the_evening,
    hours_known AND weekend_minutes > 0 AS at_the_weekend
SELECT
    question.1 AS question_number,
    multiIf(question.2 = 'territory', toString(territory_key), question.2 = 'structure', id, 'total') AS key,
    toNullable(toFloat64(countIf(in_the_evening OR at_the_weekend))) AS numerator,
    toNullable(toFloat64(countIf(hours_known))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'evening', toFloat64(countIf(in_the_evening)),
        'weekend', toFloat64(countIf(at_the_weekend)),
        'hours_unknown', toFloat64(countIf(NOT hours_known))) AS parts
FROM derived_structure
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer = {places:UInt64} AND known_from < question.4 AND known_until >= question.4
    AND ifNull(opened_on < question.4, true) AND ifNull(closed_on >= question.4, true)
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
GROUP BY question_number, key

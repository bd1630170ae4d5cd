-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

WITH
    question.4 - INTERVAL 6 MONTH AS half_a_year,
    question.4 - INTERVAL 12 MONTH AS a_year,
    question.4 - INTERVAL 18 MONTH AS a_year_and_a_half
SELECT
    question.1 AS question_number,
    multiIf(question.2 = 'territory', toString(territory_key), question.2 = 'structure', id, 'total') AS key,
    toNullable(toFloat64(countIf(updated_on >= half_a_year))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'fresh', assumeNotNull(numerator),
        'watch', toFloat64(countIf(updated_on >= a_year AND updated_on < half_a_year)),
        'check', toFloat64(countIf(updated_on >= a_year_and_a_half AND updated_on < a_year)),
        'stale', toFloat64(countIf(updated_on < a_year_and_a_half))) AS parts
FROM derived_structure
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer = {places:UInt64} AND known_from < question.4 AND known_until >= question.4
    AND ifNull(opened_on < question.4, true) AND ifNull(closed_on >= question.4, true)
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
GROUP BY question_number, key

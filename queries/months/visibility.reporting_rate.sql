-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

-- Silence is judged on the period's last day, or on the day of observation where the period has not ended by then.
SELECT
    s.question_number AS question_number,
    multiIf({by:String} = 'territory', toString(s.territory_key), {by:String} = 'structure', s.id, 'total') AS key,
    toNullable(toFloat64(countIf(e.in_period > 0))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('silent', toFloat64(countIf(e.lately = 0))) AS parts
FROM
(
    SELECT question.1 AS question_number, id, territory_key
    FROM derived_structure
    ARRAY JOIN {questions:Array(Tuple(UInt32, Date, Date))} AS question
    WHERE layer = {places:UInt64} AND known_from < question.3 AND known_until >= question.3
        AND ifNull(opened_on < question.3, true) AND ifNull(closed_on >= question.3, true)
        AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
        AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
) AS s
LEFT ANY JOIN
(
    SELECT
        question.1 AS question_number,
        structure,
        least(question.3, {as_of:Date} + 1) AS judged_before,
        sumIf(events, day >= question.2) AS in_period,
        sumIf(events, day >= judged_before - 90 AND day < judged_before) AS lately
    FROM derived_activity
    ARRAY JOIN {questions:Array(Tuple(UInt32, Date, Date))} AS question
    WHERE layer IN ({base:UInt64}, {correction:UInt64})
        AND day >= least(question.2, judged_before - 90) AND day < question.3
    GROUP BY question_number, structure, judged_before
) AS e ON e.question_number = s.question_number AND e.structure = s.id
GROUP BY question_number, key

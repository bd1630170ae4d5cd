-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

-- Silence is judged on the period's last day, or on the day of observation where the period has not ended by then.
SELECT
    s.question_number AS question_number,
    s.key AS key,
    toNullable(toFloat64(countIf(e.in_period > 0))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('silent', toFloat64(countIf(e.lately = 0))) AS parts
FROM
(
    SELECT
        question.1 AS question_number,
        question.5 AS period_number,
        id,
        multiIf(question.2 = 'territory', toString(territory_key), question.2 = 'structure', id, 'total') AS key
    FROM derived_structure
    ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
    WHERE layer = {places:UInt64} AND known_from < question.4 AND known_until >= question.4
        AND ifNull(opened_on < question.4, true) AND ifNull(closed_on >= question.4, true)
        AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
        AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
) AS s
LEFT ANY JOIN
(
    SELECT
        period.1 AS period_number,
        structure,
        least(period.3, {as_of:Date} + 1) AS judged_before,
        sum(arraySum(arraySlice(events, 1 + greatest(period.2 - month, 0), greatest(period.3 - greatest(period.2, month), 0)))) AS in_period,
        sum(arraySum(arraySlice(
            events, 1 + greatest(judged_before - 90 - month, 0), greatest(judged_before - greatest(judged_before - 90, month), 0)))) AS lately
    FROM derived_activity_month
    ARRAY JOIN {periods:Array(Tuple(UInt32, Date, Date))} AS period
    WHERE layer IN ({base:UInt64}, {correction:UInt64})
        AND month >= toStartOfMonth(least({first:Date}, {as_of:Date}) - 90) AND month < {until:Date}
    GROUP BY period_number, structure, judged_before
) AS e ON e.period_number = s.period_number AND e.structure = s.id
GROUP BY question_number, key

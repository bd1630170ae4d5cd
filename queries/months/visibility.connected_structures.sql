-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

WITH
    e.events > 0 AS reports,
    r.sent + r.received > 0 AS connected
SELECT
    s.question_number AS question_number,
    s.key AS key,
    toNullable(toFloat64(countIf(reports AND connected))) AS numerator,
    toNullable(toFloat64(countIf(reports))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'isolated', toFloat64(countIf(reports AND NOT connected)),
        'sent', toFloat64(sum(r.sent)),
        'received', toFloat64(sum(r.received)),
        'partners', toFloat64(length(groupUniqArrayArray(r.partners)))) AS parts
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
        sum(arraySum(arraySlice(a.events, 1 + greatest(period.2 - month, 0), greatest(period.3 - greatest(period.2, month), 0)))) AS events
    FROM derived_activity_month AS a
    ARRAY JOIN {periods:Array(Tuple(UInt32, Date, Date))} AS period
    WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND month >= toStartOfMonth({first:Date}) AND month < {until:Date}
    GROUP BY period_number, structure
) AS e ON e.period_number = s.period_number AND e.structure = s.id
LEFT ANY JOIN
(
    SELECT
        period_number,
        end.1 AS structure,
        sumIf(referrals, end.2 = 'sent') AS sent,
        sumIf(referrals, end.2 = 'received') AS received,
        groupUniqArrayIf(end.3, end.3 != '') AS partners
    FROM
    (
        SELECT period.1 AS period_number, from_structure, to_structure, sum(sign) AS referrals
        FROM derived_referral
        ARRAY JOIN {periods:Array(Tuple(UInt32, Date, Date))} AS period
        WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sent_on >= {first:Date} AND sent_on < {until:Date}
            AND sent_on >= period.2 AND sent_on < period.3
        GROUP BY period_number, from_structure, to_structure
        HAVING referrals > 0
    )
    ARRAY JOIN [(from_structure, 'sent', to_structure), (to_structure, 'received', from_structure)] AS end
    WHERE structure != ''
    GROUP BY period_number, structure
) AS r ON r.period_number = s.period_number AND r.structure = s.id
GROUP BY question_number, key

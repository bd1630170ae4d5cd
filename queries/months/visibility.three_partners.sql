-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

WITH
    e.events > 0 AS reports,
    length(r.partners) AS number
SELECT
    s.question_number AS question_number,
    multiIf({by:String} = 'territory', toString(s.territory_key), {by:String} = 'structure', s.id, 'total') AS key,
    toNullable(toFloat64(countIf(reports AND number >= 3))) AS numerator,
    toNullable(toFloat64(countIf(reports))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'none', toFloat64(countIf(reports AND number = 0)),
        'one_or_two', toFloat64(countIf(reports AND number BETWEEN 1 AND 2)),
        'partners', toFloat64(length(groupUniqArrayArrayIf(r.partners, reports)))) AS parts
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
    SELECT question.1 AS question_number, structure, sum(a.events) AS events
    FROM derived_activity AS a
    ARRAY JOIN {questions:Array(Tuple(UInt32, Date, Date))} AS question
    WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND day >= question.2 AND day < question.3
    GROUP BY question_number, structure
) AS e ON e.question_number = s.question_number AND e.structure = s.id
LEFT ANY JOIN
(
    SELECT question_number, end.1 AS structure, groupUniqArray(end.2) AS partners
    FROM
    (
        SELECT DISTINCT question.1 AS question_number, from_structure, to_structure
        FROM current_referral(base = {base:UInt64}, correction = {correction:UInt64})
        ARRAY JOIN {questions:Array(Tuple(UInt32, Date, Date))} AS question
        WHERE sent_on >= question.3 - INTERVAL 12 MONTH AND sent_on < question.3 AND to_structure != ''
    )
    ARRAY JOIN [(from_structure, to_structure), (to_structure, from_structure)] AS end
    GROUP BY question_number, structure
) AS r ON r.question_number = s.question_number AND r.structure = s.id
GROUP BY question_number, key

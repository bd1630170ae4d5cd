-- groupings: [total, territory]
-- filters: [territory]

-- As in the indicator's own file: a filter on territories chooses residents, and someone whose residence is known only roughly
-- is of unknown residence.
SELECT
    question_number,
    key,
    toNullable(toFloat64(sum(residents))) AS numerator,
    toNullable(toFloat64(sum(inhabitants))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator * 1000) AS value,
    map('unknown', toFloat64(sum(of_unknown_residence)), 'outside', toFloat64(sum(from_outside))) AS parts
FROM
(
    SELECT
        question.1 AS question_number,
        multiIf(question.2 != 'territory', 'total', is_rough, 'unknown', t.registered, toString(a.key), 'outside') AS key,
        a.key = 'unknown' OR t.rough AS is_rough,
        if(empty({territories:Array(String)}), t.registered, a.key IN {territories:Array(String)}) AS chosen,
        sumIf(persons, question.2 = 'territory' OR chosen) AS residents,
        sumIf(persons, is_rough AND NOT chosen) AS of_unknown_residence,
        sumIf(persons, NOT is_rough AND NOT t.registered) AS from_outside,
        0 AS inhabitants
    FROM derived_attendance AS a
    LEFT ANY JOIN (SELECT code, registered, rough FROM derived_territory WHERE layer = {places:UInt64}) AS t ON t.code = a.key
    ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
    WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND scope = 'residence'
        AND month >= question.4 - INTERVAL 12 MONTH AND known_from < question.4 AND known_until >= question.4
        AND (question.2 != 'territory' OR empty({territories:Array(String)}) OR chosen)
    GROUP BY question_number, key, is_rough, chosen
    UNION ALL
    SELECT
        question.1 AS question_number,
        if(question.2 = 'territory', toString(code), 'total') AS key,
        false AS is_rough, false AS chosen, 0 AS residents, 0 AS of_unknown_residence, 0 AS from_outside,
        sum(people) AS inhabitants
    FROM derived_territory
    ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
    WHERE layer = {places:UInt64} AND registered
        AND (empty({territories:Array(String)}) OR code IN {territories:Array(String)})
        AND multiIf(
            question.2 = 'territory', lowest,
            empty({territories:Array(String)}), highest,
            parent NOT IN {territories:Array(String)})
    GROUP BY question_number, key
)
GROUP BY question_number, key

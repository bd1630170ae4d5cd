-- groupings: [total, territory]
-- filters: [territory]
-- days: true

SELECT
    question_number,
    key,
    toNullable(toFloat64(sum(structures))) AS numerator,
    toNullable(toFloat64(sum(inhabitants))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator * 10000) AS value,
    map('unattached', toFloat64(sum(unattached_structures))) AS parts
FROM
(
    SELECT
        question.1 AS question_number,
        if(question.2 = 'territory', toString(territory_key), 'total') AS key,
        countIf(question.2 = 'territory' OR territory != '') AS structures,
        countIf(territory = '') AS unattached_structures,
        0 AS inhabitants
    FROM derived_structure
    ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
    WHERE layer = {places:UInt64} AND known_from < question.4 AND known_until >= question.4
        AND ifNull(opened_on < question.4, true) AND ifNull(closed_on >= question.4, true)
        AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    GROUP BY question_number, key
    UNION ALL
    SELECT
        question.1 AS question_number,
        if(question.2 = 'territory', toString(code), 'total') AS key,
        0 AS structures, 0 AS unattached_structures,
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

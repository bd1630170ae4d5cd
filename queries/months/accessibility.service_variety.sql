-- groupings: [total, territory]
-- filters: [territory]
-- days: true

-- As in the indicator's own file, every lowest territory of the choice is there from the start.
WITH
    ['administrative_procedures', 'everyday_tools', 'employment', 'safe_use', 'parenting', 'leisure_creation',
        'understanding_digital', 'access_equipment', 'affordable_equipment'] AS nine
SELECT
    question_number,
    key,
    toNullable(toFloat64(arrayCount(structures -> structures >= 2, sumForEach(offers) AS offering))) AS numerator,
    toNullable(toFloat64(length(nine))) AS denominator,
    numerator / denominator AS value,
    mapFromArrays(nine, arrayMap(structures -> toFloat64(structures), offering)) AS parts
FROM
(
    SELECT
        question.1 AS question_number,
        if(question.2 = 'territory', toString(territory_key), 'total') AS key,
        arrayMap(service -> has(services, service), nine) AS offers
    FROM derived_structure
    ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
    WHERE layer = {places:UInt64} AND known_from < question.4 AND known_until >= question.4
        AND ifNull(opened_on < question.4, true) AND ifNull(closed_on >= question.4, true)
        AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    UNION ALL
    SELECT
        question.1 AS question_number,
        if(question.2 = 'territory', toString(code), 'total') AS key,
        arrayMap(service -> 0, nine) AS offers
    FROM derived_territory
    ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
    WHERE layer = {places:UInt64} AND lowest
        AND (empty({territories:Array(String)}) OR code IN {territories:Array(String)})
    UNION ALL
    SELECT question.1 AS question_number, 'total' AS key, arrayMap(service -> 0, nine) AS offers
    FROM (SELECT arrayJoin({questions:Array(Tuple(UInt32, String, Date, Date, UInt32))}) AS question)
    WHERE question.2 = 'total'
)
GROUP BY question_number, key

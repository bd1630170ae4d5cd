-- groupings: [total, territory, structure, age_band, activity, equipment, connects, offline_reason, barrier]
-- area: true

SELECT
    question.1 AS question_number,
    if(question.2 = 'total', 'total', toString(a.key)) AS key,
    toNullable(toFloat64(sumIf(persons, level = 'autonomous'))) AS numerator,
    toNullable(toFloat64(sum(persons))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'unable', toFloat64(sumIf(persons, level = 'unable')),
        'beginner', toFloat64(sumIf(persons, level = 'beginner')),
        'intermediate', toFloat64(sumIf(persons, level = 'intermediate')),
        'autonomous', assumeNotNull(numerator)) AS parts
FROM derived_level AS a
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND scope IN {scopes:Array(String)}
    AND toString(scope) = if({area:String} = '', question.2, 'area') AND ({area:String} = '' OR a.key = {area:String})
    AND known_from < question.4 AND known_until >= question.4
GROUP BY question_number, key

-- groupings: [total, territory, structure, age_band, activity]
-- area: true

SELECT
    question.1 AS question_number,
    if(question.2 = 'total', 'total', toString(a.key)) AS key,
    toNullable(toFloat64(sumIf(higher, month >= question.3))) AS numerator,
    toNullable(toFloat64(sumIf(higher + same + lower, month >= question.3))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    -- A share of nobody is left out.
    mapFilter((name, share) -> NOT isNaN(share), map(
        'lower', sumIf(lower, month >= question.3) / assumeNotNull(denominator),
        'same', sumIf(same, month >= question.3) / assumeNotNull(denominator),
        'reassessed', assumeNotNull(denominator) / sum(due))) AS parts
FROM derived_progress AS a
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND scope IN {scopes:Array(String)}
    AND toString(scope) = if({area:String} = '', question.2, 'area') AND ({area:String} = '' OR a.key = {area:String})
    AND known_from < question.4 AND known_until >= question.4
GROUP BY question_number, key

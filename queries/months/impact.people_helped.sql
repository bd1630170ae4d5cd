-- groupings: [total, territory, structure]
-- area: true

-- A person seen in several months of the period counts in the last of them.
SELECT
    question.1 AS question_number,
    if(question.2 = 'total', 'total', toString(a.key)) AS key,
    toNullable(toFloat64(sum(persons) + sum(newcomers))) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', toFloat64(sum(persons)), 'anonymous', toFloat64(sum(newcomers))) AS parts
FROM derived_attendance AS a
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND scope IN {scopes:Array(String)}
    AND toString(scope) = if({area:String} = '', question.2, 'area') AND ({area:String} = '' OR a.key = {area:String})
    AND month >= question.3 AND known_from < question.4 AND known_until >= question.4
GROUP BY question_number, key

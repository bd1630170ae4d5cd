-- groupings: [total, territory, structure, format, service]
-- area: true

SELECT
    question.1 AS question_number,
    if({by:String} = 'total', 'total', toString(a.key)) AS key,
    toNullable(toFloat64(sum(named) + sum(participants))) AS value,
    CAST(NULL, 'Nullable(Float64)') AS numerator,
    CAST(NULL, 'Nullable(Float64)') AS denominator,
    map('persons', toFloat64(sum(named)), 'anonymous', toFloat64(sum(participants))) AS parts
FROM derived_attendance AS a
ARRAY JOIN {questions:Array(Tuple(UInt32, Date, Date))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND scope = {scope:String}
    AND ({area:String} = '' OR a.key = {area:String})
    AND month >= question.2 AND month < question.3
GROUP BY question_number, key

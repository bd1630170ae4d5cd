-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

WITH
    sent_on + 60 <= {as_of:Date} AS judged,
    arrayCumSum(sumIfResample(0, 62, 1)(sign, judged, waited)) AS seen_within,
    tenths -> arrayFirstIndex(seen -> 10 * seen >= tenths * denominator, seen_within) - 1 AS reached_on
SELECT
    question.1 AS question_number,
    multiIf(question.2 = 'territory', toString(territory_key), question.2 = 'structure', toString(from_structure), 'total') AS key,
    toNullable(toFloat64(seen_within[61])) AS numerator,
    toNullable(toFloat64(seen_within[62])) AS denominator,
    if(denominator = 0 OR reached_on(5) > 60, NULL, reached_on(5))::Nullable(Float64) AS value,
    mapFilter((name, number) -> name IN ('seen', 'waiting') OR denominator > 0 AND number <= 60, map(
        'median', reached_on(5)::Float64,
        'p90', reached_on(9)::Float64,
        'seen', assumeNotNull(numerator),
        'waiting', toFloat64(sumIf(sign, NOT judged)))) AS parts
FROM derived_referral
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND sent_on >= {first:Date} AND sent_on < {until:Date}
    AND sent_on >= question.3 AND sent_on < question.4 AND person != 0 AND to_structure != ''
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR from_structure IN {structure:Array(String)})
GROUP BY question_number, key

-- groupings: [total, territory, structure]
-- filters: [territory, structure]
-- days: true

-- A step after the day of observation is not seen. Someone whose first assessment lies after it is in the denominator, and has
-- no further step.
WITH
    referred_on >= first_day AND referred_on <= {as_of:Date} AS referred,
    referred AND came_on >= first_day AND came_on <= {as_of:Date} AS attended,
    attended AND last_day >= greatest(first_day + 14, came_on) AS reassessed,
    reassessed AND last_level > first_level AS progressed
SELECT
    question.1 AS question_number,
    multiIf({by:String} = 'territory', toString(territory_key), {by:String} = 'structure', toString(structure), 'total') AS key,
    toNullable(toFloat64(countIf(progressed))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'assessed', assumeNotNull(denominator),
        'referred', toFloat64(countIf(referred)),
        'attended', toFloat64(countIf(attended)),
        'reassessed', toFloat64(countIf(reassessed)),
        'progressed', assumeNotNull(numerator)) AS parts
FROM current_journey(base = {base:UInt64}, correction = {correction:UInt64})
ARRAY JOIN {questions:Array(Tuple(UInt32, Date, Date))} AS question
WHERE first_day >= question.2 AND first_day < question.3
    AND (last_day <= {as_of:Date} AND next_day > {as_of:Date} OR last_day = first_day AND first_day > {as_of:Date})
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
GROUP BY question_number, key

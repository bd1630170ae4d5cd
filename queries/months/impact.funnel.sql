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
    multiIf(question.2 = 'territory', toString(territory_key), question.2 = 'structure', toString(structure), 'total') AS key,
    toNullable(toFloat64(sumIf(sign, progressed))) AS numerator,
    toNullable(toFloat64(sum(sign))) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'assessed', assumeNotNull(denominator),
        'referred', toFloat64(sumIf(sign, referred)),
        'attended', toFloat64(sumIf(sign, attended)),
        'reassessed', toFloat64(sumIf(sign, reassessed)),
        'progressed', assumeNotNull(numerator)) AS parts
FROM derived_journey
ARRAY JOIN {questions:Array(Tuple(UInt32, String, Date, Date, UInt32))} AS question
WHERE layer IN ({base:UInt64}, {correction:UInt64}) AND first_day >= question.3 AND first_day < question.4
    AND (last_day <= {as_of:Date} AND next_day > {as_of:Date} OR last_day = first_day AND first_day > {as_of:Date})
    AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
GROUP BY question_number, key

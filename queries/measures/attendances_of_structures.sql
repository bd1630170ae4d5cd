-- What participations and minutes add up to, by structure, in several periods, less those of their whole months. A period is its first
-- day, the one after its last, and the same of its whole months.
SELECT
    'structure' AS scope,
    one.1 AS measure,
    toString(structure) AS key,
    toUInt8(0) AS days,
    sumForEach(arrayMap(
        period -> one.2 * ((day >= period.1 AND day < period.2) - (day >= period.3 AND day < period.4)),
        {periods:Array(Tuple(Date, Date, Date, Date))})) AS sums
FROM
(
    SELECT
        structure,
        day,
        -- Of measures that are not asked about nothing is read.
        sum(if(has({measures:Array(String)}, 'named'), sign * (person != 0), 0)) AS named,
        sum(if(has({measures:Array(String)}, 'participants'), sign * toInt64(participants), 0)) AS anonymous,
        sum(if(has({measures:Array(String)}, 'newcomers'), sign * (toInt64(participants) - returning), 0)) AS newcomers,
        sum(if(has({measures:Array(String)}, 'named_minutes'), sign * toInt64(minutes) * (person != 0), 0)) AS named_minutes,
        sum(if(has({measures:Array(String)}, 'other_minutes'), sign * toInt64(minutes) * participants, 0)) AS other_minutes
    FROM derived_event
    WHERE layer IN {layers:Array(UInt64)} AND kind = 'attendance' AND audience = 'public'
        AND day >= {first:Date} AND day < {until:Date} AND (day IN {before:Array(Date)} OR day IN {behind:Array(Date)})
        AND ('structure' IN {whole:Array(String)} OR ('structure', structure) IN {keys:Array(Tuple(String, String))})
    GROUP BY structure, day
)
ARRAY JOIN arrayFilter(
    measure -> measure.1 IN {measures:Array(String)},
    [('named', named), ('participants', anonymous), ('newcomers', newcomers), ('named_minutes', named_minutes), ('other_minutes', other_minutes)]) AS one
GROUP BY measure, key

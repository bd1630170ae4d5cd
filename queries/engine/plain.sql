-- What sums.sql says, for the most frequent questions: in all, by territory or by structure, of all people or of some territories or
-- structures, without profiles and classes. It is planned in half the time.
WITH
    {bounds:Array(UInt16)} AS bounds,
    range({windows:UInt8}) AS nths
SELECT
    if({key:String} = 'each', keys.1, {key:String}) AS grouping, if({key:String} = 'each', keys.2, toString(keys)) AS key, spread,
    if({adds:String} = 'largest',
        maxForEach(arrayMap(nth -> if(bitTest(marks, nth), amount, 0), nths)),
        sumForEach(arrayMap(nth -> if(bitTest(marks, nth), amount, 0), nths))) AS sums
FROM
(
    SELECT
        keys, spread, if({adds:String} = 'largest', unit, 0) AS part, marks,
        toInt64(multiIf({adds:String} = 'persons', count(), {adds:String} = 'largest', max(one), sum(one))) AS amount
    FROM
    (
        SELECT
            keys, spread, unit, if({adds:String} = 'persons', 0, lies) AS mark, groupBitOr(lies) AS marks,
            toInt64(if({adds:String} = 'largest', max(heads * weight), sum(heads * weight))) AS one
        FROM
        (
            WITH
                'total' AS total,
                m.place AS territory,
                0 AS nothing,
                arrayJoin(arrayFilter(one -> has({by:Array(String)}, one.1),
                    [('total', total), ('territory', toString(territory)), ('structure', toString(m.structure))])) AS each
            SELECT
                m.heads AS heads, m.weight AS weight,
                bitAnd(transform(roundDown(toUInt16(m.day), bounds), bounds, {begun:Array(UInt64)}, 0::UInt64), bitAnd(
                    transform(roundDown(toUInt16(m.since), bounds), bounds, {after:Array(UInt64)}, 0::UInt64),
                    transform(roundDown(toUInt16(m.until), bounds), bounds, {upto:Array(UInt64)}, 0::UInt64))) AS lies,
                multiIf({adds:String} = 'persons', m.person, {adds:String} = 'largest', sipHash64(m.structure, m.project), 0) AS unit,
                {key:Identifier} AS keys, toUInt8({spread:Identifier}) AS spread
            FROM {measure:Identifier} AS m
            WHERE m.day >= {first:Date} AND m.since < {last:Date} AND m.seen <= {as_of:Date} AND {as_of:Date} < m.unseen AND m.field = ''
                AND (empty({territories:Array(String)}) OR m.territory IN {territories:Array(String)})
                AND (empty({structures:Array(String)}) OR m.structure IN {structures:Array(String)})
        )
        WHERE lies != 0
        GROUP BY keys, spread, unit, mark
    )
    GROUP BY keys, spread, part, marks
)
GROUP BY keys, spread, part

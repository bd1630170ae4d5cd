-- What a measure adds up to in many windows at once, for each cell: an area, a class and a value of its spread. A row counts in a window (from,
-- to) when from <= day, since < to <= until, and on the day {as_of} when seen <= as_of < unseen. Windows are of whole months, and bits:
-- {inside}, {after} and {upto} say of each month from the one before {first} on in which windows it lies, which end after a day in it, and
-- which end on its first day or before; the last of them is for all later months. {others} are the windows that a year lies between: a structure can
-- be told apart by whether it reports in them, too. Cells are numbers: the area's, then eight bits each for
-- field, key and spread. Beside each number stands what tells the records apart that were counted: the exclusive or of a number of each.
WITH
    {inside:Array(UInt64)} AS inside, {after:Array(UInt64)} AS after, {upto:Array(UInt64)} AS upto,
    range({windows:UInt8}) AS nths,
    -- The structures, and in which of the other windows each reports.
    (
        SELECT (groupArray(structure), groupArray(others))
        FROM
        (
            SELECT structure, groupBitOr(arraySum(nth -> bitShiftLeft(
                toUInt64(month >= {others:Array(Tuple(Date, Date))}[nth + 1].1 AND month < {others:Array(Tuple(Date, Date))}[nth + 1].2), nth), nths)) AS others
            FROM (SELECT DISTINCT toString(structure) AS structure, toStartOfMonth(day) AS month FROM activity WHERE {compares:Bool})
            GROUP BY structure
        )
    ) AS reporting,
    -- The place of a day's month in these.
    (day) -> toUInt32(least(greatest(toInt32(toRelativeMonthNum(day)) - {first:Int32} + 1, 0), {months:Int32} + 1)) + 1 AS place_of,
    -- Whether a row tells the class of a field: it is split by it, or not split at all, or not by such a field.
    (name) -> m.field = name OR m.field = '' AND NOT (m.split AND has({margins:Array(String)}, name)) AS tells
SELECT
    cell, part,
    if({adds:String} = 'largest',
        maxForEach(arrayMap(nth -> if(bitTest(marks, nth), amount, 0), nths)),
        sumForEach(arrayMap(nth -> if(bitTest(marks, nth), amount, 0), nths))) AS sums,
    groupBitXorForEach(arrayMap(nth -> if(bitTest(marks, nth), records, 0), nths)) AS xors
FROM
(
    -- Many people are in the same windows: they are added up before windows are told apart.
    SELECT
        cell, marks, toUInt64(if({adds:String} = 'largest', unit, 0)) AS part,
        if({adds:String} = 'largest', max(one_amount), sum(one_amount)) AS amount, groupBitXor(one_records) AS records
    FROM
    (
        SELECT
            bitShiftLeft(toUInt64(area), 32) + one * 256 + spread AS cell, unit, mark,
            groupBitOr(lies) AS marks,
            toInt64(multiIf({adds:String} = 'persons', 1, {adds:String} = 'largest', max(heads * weight), sum(heads * weight))) AS one_amount,
            if({adds:String} = 'persons', any(unit), groupBitXor(record)) AS one_records
        FROM
        (
            SELECT
                m.heads AS heads, m.weight AS weight,
                arrayJoin(if({compares:Bool}, [0, 1], [0])) AS in_both,
                transform(toString(m.structure), reporting.1, reporting.2, 0::UInt64) AS others,
                bitAnd(multiIf(NOT {compares:Bool}, bitNot(0::UInt64), in_both = 1, others, bitNot(others)),
                    bitAnd(inside[place_of(m.day)], bitAnd(after[place_of(greatest(m.since, p.since))],
                    upto[place_of(if(p.person = 0, m.until, least(m.until, p.until)))]))) AS lies,
                multiIf({adds:String} = 'persons', m.person, {adds:String} = 'largest', sipHash64(m.structure, m.project), 0) AS unit,
                if({adds:String} = 'persons', 0::UInt64, lies) AS mark,
                -- A project's state says nothing of the record that stands in it.
                sipHash64(m.person, m.day, m.structure, m.heads, m.weight, if({states:Bool}, toDate(0), m.seen)) AS record,
                transform(if({residence:Bool},
                    multiIf(m.field = 'residence', toString(m.class), p.person = 0, 'unknown', toString(p.residence)), toString(m.territory)),
                    {places:Array(String)}, {place_numbers:Array(UInt32)}, 1) AS place,
                arrayConcat({place_areas:Array(Array(UInt32))}[place],
                    if(empty({structures:Array(String)}), [], [transform(toString(m.structure), {structures:Array(String)}, {structure_numbers:Array(UInt32)}, 0)]),
                    if(empty({projects:Array(String)}), [],
                        {project_areas:Array(Array(UInt32))}[transform(toString(m.project), {projects:Array(String)}, {project_numbers:Array(UInt32)}, 1)]),
                    if(empty({funders:Array(String)}), [],
                        arrayMap(one -> transform(toString(one), {funders:Array(String)}, {funder_numbers:Array(UInt32)}, 0), {funder_column:Identifier}))) AS areas,
                arrayConcat(
                    if({residence:Bool} ? tells('residence') : m.field = '', [0], []),
                    if(empty({format:Array(String)}) OR NOT tells('format'), [], [256 + indexOf({format:Array(String)}, if(m.field = 'format', m.class, m.format))]),
                    if(empty({age_band:Array(String)}) OR NOT tells('age_band'), [], [512 + indexOf({age_band:Array(String)}, multiIf(m.field = 'age_band', m.class, p.person = 0, 'unknown', p.age_band))]),
                    if(empty({activity:Array(String)}) OR NOT tells('activity'), [], [768 + indexOf({activity:Array(String)}, multiIf(m.field = 'activity', m.class, p.person = 0, 'unknown', p.activity))]),
                    if(empty({gender:Array(String)}) OR NOT tells('gender'), [], [1024 + indexOf({gender:Array(String)}, multiIf(m.field = 'gender', m.class, p.person = 0, 'unknown', p.gender))]),
                    arrayMap(s -> 1280 + indexOf({service:Array(String)}, s), if(empty({service:Array(String)}) OR NOT tells('service'), [],
                        multiIf(m.field = 'service', [m.class], empty(m.services), ['unknown'], m.services))),
                    -- Classes that are a measure's own are columns of it.
                    if(empty({equipment:Array(String)}), [], arrayMap(c -> 1536 + indexOf({equipment:Array(String)}, c), {equipment_column:Identifier})),
                    if(empty({connects:Array(String)}), [], arrayMap(c -> 1792 + indexOf({connects:Array(String)}, c), {connects_column:Identifier})),
                    if(empty({offline_reason:Array(String)}), [], arrayMap(c -> 2048 + indexOf({offline_reason:Array(String)}, c), {offline_reason_column:Identifier})),
                    if(empty({barrier:Array(String)}), [], arrayMap(c -> 2304 + indexOf({barrier:Array(String)}, c), {barrier_column:Identifier}))) AS ones,
                p.person != 0 AND p.home != 'unknown' AS resident,
                multiIf(p.person = 0 OR p.gender = 'unknown', 0, p.gender = 'woman', 1, 2) AS woman,
                multiIf(p.person = 0 OR p.age_band = 'unknown', 0, startsWith(p.age_band, '6') OR p.age_band = '70_plus', 1, 2) AS senior,
                if(p.person = 0, 0, p.level) AS last_level,
                0 AS nothing,
                -- Values of the spread that nobody tells apart are taken together.
                {spreads:Array(UInt8)}[toUInt8({spread:Identifier}) + 1] AS spread
            FROM {measure:Identifier} AS m
            -- Profiles are looked up only where cells need them.
            LEFT JOIN (SELECT * FROM person WHERE {profiles:Bool} AND person % {parts:UInt8} = {part:UInt8}) AS p ON p.person = m.person
            WHERE m.day >= {from:Date} AND m.day < {last:Date} AND m.seen <= {as_of:Date} AND {as_of:Date} < m.unseen
                AND m.person % {parts:UInt8} = {part:UInt8}
                AND m.field IN {read:Array(String)}
                AND lies != 0 AND spread != {unneeded:UInt8}
        )
        ARRAY JOIN areas AS area
        ARRAY JOIN ones AS one
        WHERE area != 0 AND (one = 0 OR area <= {classed:UInt32})
        GROUP BY cell, unit, mark
    )
    GROUP BY cell, part, marks
)
GROUP BY cell, part

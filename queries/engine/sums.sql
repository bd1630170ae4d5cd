-- What a measure adds up to in each window (from, to), by the keys of one or several groupings. A row counts in a window when from <= day,
-- since < to <= until, and on the day {as_of} when seen <= as_of < unseen. {adds} says how rows add up: weight sums heads times weight;
-- persons counts each person once; largest takes of each channel (what a structure declares for a project) the largest row, and the reader
-- sums these. Classes of people are those known at the window's end. Of anonymous people the rows that split them by the field {margin}
-- are read ('' is for none, '-' leaves them out), or of several {margins} those of each by the grouping that it is. Windows are bits:
-- {begun}, {after} and {upto} say of the days from each of {bounds} to the next which windows have begun by then, which end later, and
-- which end by then. Planning takes longer than counting a little, and an alias is planned only where it is asked for: {key}, {spread} and
-- {chosen} name some, and {among} what structures are told apart by.
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
    -- Many people are in the same windows: they are added up before windows are told apart.
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
                if(m.project = '', 'unknown', toString(m.project)) AS project,
                if(m.field = 'format', m.class, m.format) AS format,
                multiIf(m.field = 'service', [toString(m.class)], empty(m.services), ['unknown'], m.services::Array(String)) AS service,
                multiIf(m.field = 'age_band', toString(m.class), p.person = 0, 'unknown', toString(p.age_band)) AS age_band,
                multiIf(m.field = 'activity', toString(m.class), p.person = 0, 'unknown', toString(p.activity)) AS activity,
                multiIf(m.field = 'gender', toString(m.class), p.person = 0, 'unknown', toString(p.gender)) AS gender,
                multiIf(m.field = 'residence', toString(m.class), p.person = 0, 'unknown', toString(p.residence)) AS residence,
                p.person != 0 AND p.home != 'unknown' AS resident,
                multiIf(p.person = 0 OR p.gender = 'unknown', 0, p.gender = 'woman', 1, 2) AS woman,
                multiIf(p.person = 0 OR p.age_band = 'unknown', 0, startsWith(p.age_band, '6') OR p.age_band = '70_plus', 1, 2) AS senior,
                if(p.person = 0, 0, p.level) AS last_level,
                -- Of two windows that are a year apart, a structure is told apart by whether it reports in the other one, too.
                (
                    SELECT (groupArray(structure), groupArray(others))
                    FROM
                    (
                        SELECT toString(structure) AS structure, groupBitOr(arraySum(nth -> bitShiftLeft(toUInt64(
                            day >= {others:Array(Tuple(Date, Date))}[nth + 1].1 AND day < {others:Array(Tuple(Date, Date))}[nth + 1].2), nth), nths)) AS others
                        FROM activity
                        GROUP BY structure
                    )
                ) AS reporting,
                transform(toString(m.structure), reporting.1, reporting.2, 0::UInt64) AS others,
                arrayJoin([0, 1]) AS in_both,
                if(in_both = 1, others, bitNot(others)) AS compared,
                bitNot(0::UInt64) AS alone,
                0 AS nothing,
                true AS everybody,
                (empty({projects:Array(String)}) OR project IN {projects:Array(String)})
                    AND (empty({formats:Array(String)}) OR format IN {formats:Array(String)})
                    AND (empty({services:Array(String)}) OR hasAny(service, {services:Array(String)}))
                    AND (empty({age_bands:Array(String)}) OR age_band IN {age_bands:Array(String)})
                    AND (empty({activities:Array(String)}) OR activity IN {activities:Array(String)})
                    AND (empty({genders:Array(String)}) OR gender IN {genders:Array(String)}) AS filtered,
                -- Whether something is true is a UInt8 throughout: planning takes a Bool for another function.
                (name) -> toUInt8(if(has({margins:Array(String)}, name), m.field = name OR m.field = '' AND NOT m.split, empty({margins:Array(String)}) OR m.field = '')) AS tells,
                arrayJoin(arrayConcat(
                    if(has({by:Array(String)}, 'total'), if(tells('total'), [('total', total)], []), []),
                    if(has({by:Array(String)}, 'territory'), if(tells('territory'), [('territory', toString(territory))], []), []),
                    if(has({by:Array(String)}, 'structure'), if(tells('structure'), [('structure', toString(m.structure))], []), []),
                    if(has({by:Array(String)}, 'project'), if(tells('project'), [('project', project)], []), []),
                    if(has({by:Array(String)}, 'format'), if(tells('format'), [('format', toString(format))], []), []),
                    if(has({by:Array(String)}, 'service'), arrayMap(one -> ('service', one), arrayFilter(
                        one -> toUInt8(tells('service') AND (empty({services:Array(String)}) OR one IN {services:Array(String)})), service)), []),
                    if(has({by:Array(String)}, 'age_band'), if(tells('age_band'), [('age_band', age_band)], []), []),
                    if(has({by:Array(String)}, 'activity'), if(tells('activity'), [('activity', activity)], []), []),
                    if(has({by:Array(String)}, 'gender'), if(tells('gender'), [('gender', gender)], []), []),
                    if(has({by:Array(String)}, 'residence'), if(tells('residence'), [('residence', residence)], []), []),
                    -- No measure with a class of its own has margins.
                    if(has({by:Array(String)}, 'class'), arrayMap(one -> ('class', toString(one)), {class:Identifier}), []))) AS each
            SELECT
                m.heads AS heads, m.weight AS weight,
                bitAnd({among:Identifier}, bitAnd(transform(roundDown(toUInt16(m.day), bounds), bounds, {begun:Array(UInt64)}, 0::UInt64), bitAnd(
                    transform(roundDown(toUInt16(if({profiles:Bool}, greatest(m.since, p.since), m.since)), bounds), bounds, {after:Array(UInt64)}, 0::UInt64),
                    transform(roundDown(toUInt16(if({profiles:Bool}, if(p.person = 0, m.until, least(m.until, p.until)), m.until)), bounds), bounds, {upto:Array(UInt64)}, 0::UInt64)))) AS lies,
                multiIf({adds:String} = 'persons', m.person, {adds:String} = 'largest', sipHash64(m.structure, m.project), 0) AS unit,
                {key:Identifier} AS keys, toUInt8({spread:Identifier}) AS spread
            FROM {measure:Identifier} AS m
            -- Profiles are looked up only where the question needs them.
            LEFT JOIN (SELECT * FROM person WHERE {profiles:Bool}) AS p ON p.person = m.person
            WHERE m.day >= {first:Date} AND m.since < {last:Date} AND m.seen <= {as_of:Date} AND {as_of:Date} < m.unseen
                AND multiIf(
                    notEmpty({margins:Array(String)}), m.field IN arrayPushBack({margins:Array(String)}, ''),
                    {margin:String} = '', m.field = '',
                    m.field = {margin:String} OR m.field = '' AND NOT m.split)
                AND (empty({territories:Array(String)}) OR m.territory IN {territories:Array(String)})
                AND (empty({structures:Array(String)}) OR m.structure IN {structures:Array(String)})
                AND {chosen:Identifier}
        )
        WHERE lies != 0
        GROUP BY keys, spread, unit, mark
    )
    GROUP BY keys, spread, part, marks
)
GROUP BY keys, spread, part

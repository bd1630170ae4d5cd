-- What a measure adds up to in each window (from, to, as of), by the keys of several groupings at once. A row counts in a window when from <= day,
-- since < to <= until and seen <= as of < unseen. {adds} says how rows add up: weight sums heads times weight; persons counts each person once;
-- largest sums, of each channel (what a structure declares for a project), the largest row. Classes of people are those known at the
-- window's end; a structure is told apart by whether it reports in the other one of two windows that are a year apart ({others}). Of anonymous people the rows that split them by the field {margin} are read; '' is for none, '-' leaves them out.
WITH
    {windows:Array(Tuple(Date, Date, Date))} AS windows,
    range(length(windows)) AS nths,
    -- The structures, and in which of the other windows each reports.
    (
        SELECT (groupArray(structure), groupArray(others))
        FROM
        (
            SELECT toString(structure) AS structure, groupBitOr(arraySum(nth -> bitShiftLeft(
                toUInt64(day >= {others:Array(Tuple(Date, Date))}[nth + 1].1 AND day < {others:Array(Tuple(Date, Date))}[nth + 1].2), nth), nths)) AS others
            FROM activity
            WHERE {compares:Bool}
            GROUP BY structure
        )
    ) AS reporting
SELECT
    grouping, key, spread,
    sumForEach(if({adds:String} = 'largest', most, arrayMap(nth -> if(bitTest(marks, nth), if({adds:String} = 'persons', 1, total), 0), nths))) AS sums
FROM
(
    -- A bit for each window says all of a person, and of what only adds up.
    WITH bitAnd(among, arraySum(nth -> bitShiftLeft(
        toUInt64(day >= windows[nth + 1].1 AND since < windows[nth + 1].2 AND windows[nth + 1].2 <= until AND seen <= windows[nth + 1].3 AND windows[nth + 1].3 < unseen),
        nth), nths)) AS lies
    SELECT
        one.1 AS grouping, one.2 AS key, spread, unit,
        if({adds:String} = 'weight', lies, 0) AS mark,
        groupBitOr(lies) AS marks,
        toInt64(sum(heads * weight)) AS total,
        maxForEach(if({adds:String} = 'largest', arrayMap(nth -> if(bitTest(lies, nth), toInt64(heads * weight), 0), nths), [])) AS most
    FROM
    (
        SELECT
            m.day AS day, m.heads AS heads, m.weight AS weight, m.seen AS seen, m.unseen AS unseen,
            greatest(m.since, p.since) AS since,
            if(p.person = 0, m.until, least(m.until, p.until)) AS until,
            toString(m.place) AS place, toString(m.structure) AS structure,
            if(m.project = '', 'unknown', toString(m.project)) AS project,
            if(m.field = 'format', toString(m.class), toString(m.format)) AS format,
            multiIf(m.field = 'service', [toString(m.class)], empty(m.services), ['unknown'], m.services::Array(String)) AS service,
            multiIf(m.field = 'age_band', toString(m.class), p.person = 0, 'unknown', toString(p.age_band)) AS age_band,
            multiIf(m.field = 'activity', toString(m.class), p.person = 0, 'unknown', toString(p.activity)) AS activity,
            multiIf(m.field = 'gender', toString(m.class), p.person = 0, 'unknown', toString(p.gender)) AS gender,
            multiIf(m.field = 'residence', toString(m.class), p.person = 0, 'unknown', toString(p.residence)) AS residence,
            p.person != 0 AND p.home != 'unknown' AS resident,
            multiIf(p.person = 0 OR p.gender = 'unknown', 0, p.gender = 'woman', 1, 2) AS woman,
            multiIf(p.person = 0 OR p.age_band = 'unknown', 0, startsWith(p.age_band, '6') OR p.age_band = '70_plus', 1, 2) AS senior,
            if(p.person = 0, 0, p.level) AS last_level,
            arrayJoin(if({compares:Bool}, [0, 1], [0])) AS in_both,
            -- The windows in which a row counts as one of a structure that reports in both, or in one alone.
            transform(toString(m.structure), reporting.1, reporting.2, 0::UInt64) AS others,
            multiIf(NOT {compares:Bool}, bitNot(0::UInt64), in_both = 1, others, bitNot(others)) AS among,
            0 AS nothing,
            multiIf({adds:String} = 'persons', m.person, {adds:String} = 'largest', sipHash64(m.structure, m.project), 0) AS unit,
            toUInt8({spread:Identifier}) AS spread,
            {class:Identifier} AS classes
        FROM {measure:Identifier} AS m
        -- Profiles are looked up only where the question needs them.
        LEFT JOIN (SELECT * FROM person WHERE {profiles:Bool}) AS p ON p.person = m.person
        WHERE m.day >= {first:Date} AND m.since < {last:Date}
            AND if({margin:String} = '', m.field = '', m.field = {margin:String} OR m.field = '' AND NOT m.split)
            AND (empty({territories:Array(String)}) OR m.territory IN {territories:Array(String)})
            AND (empty({structure:Array(String)}) OR m.structure IN {structure:Array(String)})
    )
    ARRAY JOIN arrayConcat(
        if(has({by:Array(String)}, 'total'), [('total', 'total')], []),
        if(has({by:Array(String)}, 'territory'), [('territory', place)], []),
        if(has({by:Array(String)}, 'structure'), [('structure', structure)], []),
        if(has({by:Array(String)}, 'project'), [('project', project)], []),
        if(has({by:Array(String)}, 'format'), [('format', format)], []),
        if(has({by:Array(String)}, 'service'),
            arrayMap(one -> ('service', one), arrayFilter(one -> empty({service:Array(String)}) OR one IN {service:Array(String)}, service)), []),
        if(has({by:Array(String)}, 'age_band'), [('age_band', age_band)], []),
        if(has({by:Array(String)}, 'activity'), [('activity', activity)], []),
        if(has({by:Array(String)}, 'gender'), [('gender', gender)], []),
        if(has({by:Array(String)}, 'residence'), [('residence', residence)], []),
        if(has({by:Array(String)}, 'class'), arrayMap(one -> ('class', toString(one)), classes), [])) AS one
    WHERE (empty({project:Array(String)}) OR project IN {project:Array(String)})
        AND (empty({format:Array(String)}) OR format IN {format:Array(String)})
        AND (empty({service:Array(String)}) OR hasAny(service, {service:Array(String)}))
        AND (empty({age_band:Array(String)}) OR age_band IN {age_band:Array(String)})
        AND (empty({activity:Array(String)}) OR activity IN {activity:Array(String)})
        AND (empty({gender:Array(String)}) OR gender IN {gender:Array(String)})
        AND lies != 0
    GROUP BY grouping, key, spread, unit, mark
)
GROUP BY grouping, key, spread

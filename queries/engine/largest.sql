-- What a measure adds up to in each window, by the keys of several groupings at once, where of each unit (a person, or a channel: what a
-- structure declares for a project) only the largest of its rows counts. Of persons that is 1: they are distinct. Which rows count in a
-- window, which of anonymous people, and what {apart} is for, is as in sums.sql.
WITH
    {windows:Array(Tuple(Date, Date, Date))} AS windows,
    toDate(0) AS together
SELECT
    grouping, key, spread,
    sumForEach(if({ones:Bool}, arrayMap(nth -> toInt64(bitTest(marks, nth)), range(length(windows))), arrayMap(largest -> toInt64(largest), most))) AS sums,
    groupArrayIf(toInt64(total), {apart:Bool}) AS totals, groupArrayIf(unit, {apart:Bool}) AS units,
    groupArrayIf(toUInt16(on_day), {apart:Bool}) AS days, groupArrayIf(toUInt16(on_since), {apart:Bool}) AS sinces,
    groupArrayIf(toUInt16(on_until), {apart:Bool}) AS untils, groupArrayIf(toUInt16(on_seen), {apart:Bool}) AS seens,
    groupArrayIf(toUInt16(on_unseen), {apart:Bool}) AS unseens
FROM
(
    WITH arrayMap(w -> day >= w.1 AND since < w.2 AND w.2 <= until AND seen <= w.3 AND w.3 < unseen, windows) AS counts
    SELECT
        one.1 AS grouping, one.2 AS key, spread, unit,
        if({apart:Bool}, day, together) AS on_day, if({apart:Bool}, since, together) AS on_since, if({apart:Bool}, until, together) AS on_until,
        if({apart:Bool}, seen, together) AS on_seen, if({apart:Bool}, unseen, together) AS on_unseen,
        -- Where rows are ones, a bit for each window says all, in a fraction of the memory.
        groupBitOr(if({ones:Bool}, arraySum((in, nth) -> bitShiftLeft(toUInt64(in), nth), counts, range(length(windows))), 0)) AS marks,
        maxForEach(if({ones:Bool}, [], arrayMap(in -> in * toUInt32(heads * weight), counts))) AS most,
        max(heads * weight) AS total
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
            0 AS nothing,
            (m.structure, m.project) AS channel,
            sipHash64({unit:Identifier}) AS unit,
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
    GROUP BY grouping, key, spread, unit, on_day, on_since, on_until, on_seen, on_unseen
)
GROUP BY grouping, key, spread

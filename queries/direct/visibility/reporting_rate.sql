-- visibility.reporting_rate, computed directly from the raw events, each time anew: slow, and plain to read.
-- Silence is judged on the period's last day, or on the day of observation where the period has not ended by then.
WITH least({to:Date}, {as_of:Date} + 1) AS judged_before
SELECT
    multiIf({by:String} = 'territory', s.territory_key, {by:String} = 'structure', s.id, 'total') AS key,
    toNullable(countIf(arrayExists(day -> day >= {from:Date} AND day < {to:Date}, e.days)))::Nullable(Float64) AS numerator,
    toNullable(count())::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map('silent', countIf(NOT arrayExists(day -> day >= judged_before - 90 AND day < judged_before, e.days))::Float64) AS parts
FROM
(
    SELECT
        s.id AS id,
        ifNull(at.territory, '') AS territory,
        if(territory = '' OR territory IN (SELECT code FROM rough_territory), 'unknown', territory) AS territory_key
    FROM
    (
        -- Each structure's last snapshot before the end of the period, else its earliest.
        SELECT
            id,
            arraySort(groupArray((imported_at, opened_on, closed_on))) AS snapshots,
            arrayFilter(x -> toDate(x.1, 'Europe/Paris') < {to:Date}, snapshots) AS before,
            if(empty(before), snapshots[1], before[-1]) AS used
        FROM structure_snapshot
        GROUP BY id
        HAVING ifNull(used.2 < {to:Date}, true) AND ifNull(used.3 >= {to:Date}, true)
    ) AS s
    LEFT JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS at ON at.structure = s.id
) AS s
LEFT JOIN (SELECT structure, groupArray(day) AS days FROM effective_event GROUP BY structure) AS e ON e.structure = s.id
WHERE (empty({territories:Array(String)}) OR s.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR s.id IN {structure:Array(String)})
GROUP BY key

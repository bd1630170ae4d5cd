-- visibility.three_partners, computed directly from the raw events, each time anew: slow, and plain to read.
WITH
    e.events > 0 AS reports,
    length(r.partners) AS number
SELECT
    multiIf({by:String} = 'territory', s.territory_key, {by:String} = 'structure', s.id, 'total') AS key,
    toNullable(countIf(reports AND number >= 3))::Nullable(Float64) AS numerator,
    toNullable(countIf(reports))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator) AS value,
    map(
        'none', countIf(reports AND number = 0)::Float64,
        'one_or_two', countIf(reports AND number IN (1, 2))::Float64,
        'partners', length(arrayDistinct(arrayFlatten(groupArrayIf(r.partners, reports))))::Float64) AS parts
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
LEFT JOIN
(
    SELECT structure, count() AS events
    FROM effective_event
    WHERE day >= {from:Date} AND day < {to:Date}
    GROUP BY structure
) AS e ON e.structure = s.id
LEFT JOIN
(
    SELECT end.1 AS structure, arrayDistinct(arrayFilter(partner -> partner != '', groupArray(end.2))) AS partners
    FROM
    (
        SELECT
            arrayJoin([(from_structure, to_structure, 'sent'), (to_structure, from_structure, 'received')]) AS end,
            sent_on
        FROM
        (
            -- In the order of days, statuses and identities; status 1 is sent.
            SELECT
                referral,
                arraySort(groupArray((day, toInt8(status), identity, toString(structure), toString(e.to_structure)))) AS moves,
                moves[1].4 AS from_structure, moves[1].5 AS to_structure,
                if(arrayExists(m -> m.2 = 1, moves), arrayFirst(m -> m.2 = 1, moves).1, moves[1].1) AS sent_on
            FROM effective_event AS e
            WHERE kind = 'referral'
            GROUP BY referral
        )
    )
    WHERE end.1 != '' AND sent_on >= {to:Date} - INTERVAL 12 MONTH AND sent_on < {to:Date}
    GROUP BY structure
) AS r ON r.structure = s.id
WHERE (empty({territories:Array(String)}) OR s.territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR s.id IN {structure:Array(String)})
GROUP BY key

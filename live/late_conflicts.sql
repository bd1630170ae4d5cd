-- Events that came with several bodies through several collectors at once, found in the period, by source.
SELECT
    toString(source) AS source,
    toString(kind) AS kind,
    count() AS events,
    min(day) AS first_day,
    max(day) AS last_day,
    toDate(max(found_at), 'Europe/Paris') AS found
FROM late_conflict FINAL
WHERE toDate(found_at, 'Europe/Paris') >= {from:Date} AND toDate(found_at, 'Europe/Paris') < {to:Date}
GROUP BY source, kind
ORDER BY events DESC, source, kind

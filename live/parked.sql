-- Events that the warehouse refused for good and has not taken since, by reason; those that were erased are parked no more.
SELECT
    if(error = 0, '', errorCodeToName(error)) AS reason,
    toString(kind) AS kind,
    toString(source) AS source,
    toString(structure) AS structure,
    count() AS events,
    toDate(min(received_at), 'Europe/Paris') AS first_day,
    toDate(max(received_at), 'Europe/Paris') AS last_day
FROM parked_event FINAL
WHERE identity NOT IN (SELECT identity FROM event WHERE identity IN (SELECT identity FROM parked_event))
    AND identity NOT IN (SELECT identity FROM erased_event WHERE identity IN (SELECT identity FROM parked_event))
GROUP BY reason, kind, source, structure
ORDER BY last_day DESC, source, kind, structure

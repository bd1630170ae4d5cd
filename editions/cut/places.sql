-- Where structures were, and from when to when they were open there, by the registry.
SELECT toString(structure) AS structure, toString(territory) AS place,
    greatest(since, ifNull(opened_on, toDate(0))) AS since, least(until, ifNull(closed_on, toDate('2149-06-06'))) AS until
FROM structure_state
WHERE since < until
ORDER BY structure, since

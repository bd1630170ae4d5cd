-- The present state of the derived tables, and the last base that has been filled beside; no row where there is no state yet.
SELECT
    number, base, correction, places, through, events, erased, attached, registry, filled, last_day, at,
    (SELECT max(base) FROM derived_base WHERE filled > 0) AS newest
FROM derived_state
ORDER BY number DESC, at DESC
LIMIT 1

-- The present state of the derived tables; no row where there is none yet.
SELECT number, base, correction, places, through, events, erased, attached, registry, filled, last_day, at
FROM derived_state
ORDER BY number DESC, at DESC
LIMIT 1

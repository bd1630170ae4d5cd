-- The last base that has been filled beside the present one, from the same data but for events that have come since; where there is none, the
-- last that was begun; no row where that isn't so either.
SELECT base, places, through, events, erased, attached, registry, max(filled) AS filled
FROM derived_base
WHERE base > {base:UInt64} AND erased = {erased:UInt64} AND attached = {attached:UInt64}
GROUP BY base, places, through, events, erased, attached, registry
ORDER BY filled > 0 DESC, base DESC
LIMIT 1

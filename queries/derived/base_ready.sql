-- The last base that has been filled beside the present one, from the same data but for events that have come since; no row where there is
-- none.
SELECT base, places, through, events, erased, attached, registry, filled
FROM derived_base
WHERE filled > 0 AND base > {base:UInt64} AND erased = {erased:UInt64} AND attached = {attached:UInt64}
ORDER BY base DESC
LIMIT 1

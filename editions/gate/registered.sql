-- The structures that are open on the last day of the window that ends before a day, as the registry knew them then: what formulas can say of what
-- the registry alone tells. The engine's sheet reads the same, and a test compares both.
SELECT
    toString(structure) AS id, toString(place) AS place, services,
    access_modes != ['Ce lieu n\'accueille pas de public'] AS receives, territory != '' AS located,
    hours_known, toFloat64(evening_minutes) AS evening_minutes, toFloat64(weekend_minutes) AS weekend_minutes
FROM structure_state
WHERE since < {to:Date} AND {to:Date} <= until AND ifNull(opened_on < {to:Date}, true) AND ifNull(closed_on >= {to:Date}, true)
ORDER BY id

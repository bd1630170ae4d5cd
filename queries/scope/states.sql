-- Every state of every structure, with the periods it is used for (located_structure).
SELECT
    toString(id) AS id, toString(territory) AS territory, toString(territory_key) AS territory_key,
    known_from, known_until, opened_on, closed_on, updated_on,
    hours_known, evening_minutes, weekend_minutes, services
FROM located_structure
ORDER BY id, known_from

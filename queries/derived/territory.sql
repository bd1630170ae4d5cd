-- The territories, as the registry has them, and the codes that say only roughly where something is.
INSERT INTO derived_territory (layer, code, parent, people, registered, lowest, highest, rough)
SELECT
    {layer:UInt64}, code, max(parent) AS above, sum(people), max(registered) AS known,
    known AND NOT max(rough), known AND above NOT IN (SELECT code FROM territory FINAL), max(rough)
FROM
(
    SELECT code, parent, people, true AS registered, false AS rough FROM territory_population
    UNION ALL
    SELECT code, '' AS parent, 0 AS people, false AS registered, true AS rough FROM rough_territory WHERE code != ''
)
GROUP BY code

-- The territories of the registry with their population (territory_population): what a question may be about, and the names of the
-- keys of figures by territory.
SELECT t.code AS code, t.name AS name, t.parent AS parent, p.people AS people
FROM (SELECT code, name, parent FROM territory FINAL) AS t
LEFT ANY JOIN territory_population AS p ON p.code = t.code
ORDER BY code

-- The territories of the registry: what a question may be about, and the names of the keys of figures by territory.
SELECT
    code,
    name,
    parent,
    code NOT IN (SELECT parent FROM territory FINAL) AS lowest
FROM territory FINAL
ORDER BY code

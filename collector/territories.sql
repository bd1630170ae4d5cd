-- The territories of the registry, which may be none of the national list.
SELECT DISTINCT code
FROM territory

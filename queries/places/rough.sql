-- The codes that say only roughly where something is.
SELECT DISTINCT code
FROM rough_territory
WHERE code != ''

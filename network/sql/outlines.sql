SELECT code, geometry
FROM territory_outline FINAL
ORDER BY code

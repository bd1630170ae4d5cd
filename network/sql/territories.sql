SELECT code, name, level, parent, population, population_year, population_source
FROM territory FINAL
ORDER BY code

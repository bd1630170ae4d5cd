INSERT INTO territory (code, name, level, parent, population, population_year, population_source, imported_at)

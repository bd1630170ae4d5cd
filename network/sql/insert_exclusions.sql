INSERT INTO exclusion (number, source, structure, from_day, to_day, why, set_at, lifted, changed_at)

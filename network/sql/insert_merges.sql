INSERT INTO structure_merge (number, structure, successor, from_day, why, set_at, undone, changed_at)

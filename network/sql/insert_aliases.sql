INSERT INTO structure_alias (number, alias, structure, why, set_at, removed, changed_at)

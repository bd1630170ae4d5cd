INSERT INTO structure_membership (structure, stages, imported_at)

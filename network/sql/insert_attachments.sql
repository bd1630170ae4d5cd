INSERT INTO structure_attachment (structure, territory, how, attached_at)

INSERT INTO setting (name, value, set_at)

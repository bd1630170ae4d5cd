INSERT INTO network_date (day, name_fr, name_en, set_at)

INSERT INTO training_snapshot (code, body, title, territory, starts_on, ends_on, trainees, imported_at)

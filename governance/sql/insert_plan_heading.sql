INSERT INTO plan_heading (kind, code, axis, title_fr, title_en, source, imported_at)

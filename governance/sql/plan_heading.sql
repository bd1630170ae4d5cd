SELECT kind, code, axis, title_fr, title_en, source, imported_at
FROM plan_heading
ORDER BY kind, code, imported_at

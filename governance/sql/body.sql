SELECT code, name, kind, stages, imported_at
FROM body
ORDER BY code, imported_at

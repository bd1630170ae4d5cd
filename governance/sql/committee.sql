SELECT code, name, themes, since, until, imported_at
FROM committee
ORDER BY code, imported_at

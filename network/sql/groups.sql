SELECT code, name, members
FROM territory_group FINAL
ORDER BY code

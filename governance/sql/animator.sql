SELECT territory, address, from_day, to_day, imported_at
FROM animator
ORDER BY territory, address, from_day, imported_at

SELECT name, value
FROM setting FINAL
ORDER BY name

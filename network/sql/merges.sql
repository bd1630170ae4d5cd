SELECT number, structure, successor, from_day, why, set_at, undone, changed_at
FROM structure_merge FINAL
ORDER BY number

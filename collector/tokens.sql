-- Every token in its latest state, the oldest first.
SELECT hash, role, source, space, structures, created_at, expires_on, revoked, changed_at
FROM token FINAL
ORDER BY created_at, hash

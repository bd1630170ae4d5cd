-- A token's new state.
INSERT INTO token (hash, role, source, space, structures, created_at, expires_on, revoked, changed_at)

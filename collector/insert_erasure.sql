-- Erasures that were begun or done.
INSERT INTO erasure (receipt, mark, asked_at, state, events, spooled, changed_at)

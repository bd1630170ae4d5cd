-- Every erasure, a row when it was begun and another when it was done.
SELECT receipt, mark, asked_at, toString(state), events, spooled, changed_at
FROM erasure

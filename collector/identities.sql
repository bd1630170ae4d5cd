-- The identities of all events, as two numbers each.
SELECT
    reinterpretAsUInt64(substring(identity, 1, 8)),
    reinterpretAsUInt64(substring(identity, 9, 8))
FROM event

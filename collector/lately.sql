-- The identities of the events that were received from an instant on, as two numbers each, and of their bodies what is compared.
SELECT
    reinterpretAsUInt64(substring(identity, 1, 8)),
    reinterpretAsUInt64(substring(identity, 9, 8)),
    reinterpretAsUInt64(substring(body, 1, 8))
FROM event
WHERE received_at >= toDateTime64({since:String}, 3, 'UTC')

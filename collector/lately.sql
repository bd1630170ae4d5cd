-- The identities of the events in a range of them that were received from an instant on, as two numbers each, and of their bodies
-- what is compared.
SELECT
    reinterpretAsUInt64(substring(identity, 1, 8)),
    reinterpretAsUInt64(substring(identity, 9, 8)),
    reinterpretAsUInt64(substring(body, 1, 8))
FROM event
PREWHERE received_at >= toDateTime64({since:String}, 3, 'UTC')
WHERE identity BETWEEN toFixedString(unhex({first:String}), 16) AND toFixedString(unhex({last:String}), 16)

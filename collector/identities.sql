-- The identities of the events in a range of them, as two numbers each.
SELECT
    reinterpretAsUInt64(substring(identity, 1, 8)),
    reinterpretAsUInt64(substring(identity, 9, 8))
FROM event
WHERE identity BETWEEN toFixedString(unhex({first:String}), 16) AND toFixedString(unhex({last:String}), 16)

-- Of some identities, those that the warehouse has; of one that came with several bodies (through several collectors at
-- once), the one with the highest precedence counts. The identities come as one text, their bytes joined in base64 (URL
-- alphabet): sorted, so that the primary key narrows what is read to their range.
SELECT
    identity,
    body,
    precedence
FROM event
WHERE identity IN
(
    SELECT toFixedString(substring(base64URLDecode({identities:String}), 16 * number + 1, 16), 16)
    FROM numbers({count:UInt64})
)

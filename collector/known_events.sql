-- Of some identities, those that the warehouse has, each with the body that won. The identities come as one text, their
-- bytes joined in base64 (URL alphabet): sorted, so that the primary key narrows what is read to their range.
SELECT
    identity,
    argMax(body, precedence) AS body
FROM event
WHERE identity IN
(
    SELECT toFixedString(substring(base64URLDecode({identities:String}), 16 * number + 1, 16), 16)
    FROM numbers({count:UInt64})
)
GROUP BY identity

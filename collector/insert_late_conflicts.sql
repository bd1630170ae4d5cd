-- Notes of some identities that they came with several bodies. They come as one text, their bytes joined in base64 (URL
-- alphabet).
INSERT INTO late_conflict (identity, kind, source, structure, day, received_at, found_at)
SELECT identity, toString(kind), source, structure, day, received_at, toDateTime64({found_at:String}, 3, 'UTC')
FROM event FINAL
WHERE identity IN
(
    SELECT toFixedString(substring(base64URLDecode({identities:String}), 16 * number + 1, 16), 16)
    FROM numbers({count:UInt64})
)

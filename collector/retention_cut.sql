-- Puts surrogates in the place of pseudonyms, and waits for it on every replica. The statement is kept with the mutation: it
-- names no pseudonym, and says no more of anybody than the rows themselves do afterwards. Keys, the number of each one's
-- surrogate, and surrogates come as texts, their bytes in base64 (URL alphabet): an array would be kept as so many values.
ALTER TABLE event /*ON CLUSTER*/
UPDATE person = reinterpretAsFixedString(reinterpret(base64URLDecode({surrogates:String}), 'Array(UInt128)')[
    transform(
        bitXor(reinterpretAsUInt64(identity), reinterpretAsUInt64(body)),
        reinterpret(base64URLDecode({keys:String}), 'Array(UInt64)'),
        reinterpret(base64URLDecode({numbers:String}), 'Array(UInt32)'),
        toUInt32(0))])
WHERE bitXor(reinterpretAsUInt64(identity), reinterpretAsUInt64(body)) IN reinterpret(base64URLDecode({keys:String}), 'Array(UInt64)')
SETTINGS mutations_sync = 2

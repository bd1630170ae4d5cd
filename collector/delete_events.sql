-- Removes the rows of some identities, from the disk too, and waits for it on every replica. The identities come as one text,
-- their bytes joined in base64 (URL alphabet). The statement is kept with the mutation: it names no person, and no other
-- table, whose rows another replica may not have yet.
ALTER TABLE event /*ON CLUSTER*/
DELETE WHERE reinterpretAsUInt128(identity) IN reinterpret(base64URLDecode({identities:String}), 'Array(UInt128)')
SETTINGS mutations_sync = 2

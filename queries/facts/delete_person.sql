-- Takes a person (the pseudonym in hexadecimal digits) out of a fact, from the disk too.
ALTER TABLE {table:Identifier} DELETE WHERE person = reinterpretAsUInt64(unhex({person:String})) SETTINGS mutations_sync = 1

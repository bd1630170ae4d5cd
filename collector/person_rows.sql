-- How many rows of a table name a person (the pseudonym in hexadecimal digits).
SELECT count()
FROM {table:Identifier}
WHERE reinterpretAsUInt64(person) = reinterpretAsUInt64(unhex({person:String}))

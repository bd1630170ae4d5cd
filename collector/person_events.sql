-- The events that go with a person (the pseudonym in hexadecimal digits): those that name the person and were received up to an
-- instant, as their precedence tells, and those of the same records that one of them took the place of, which must not come
-- back when it goes. Retractions stay, as they name nobody.
SELECT DISTINCT identity
FROM event
WHERE kind != 'retraction'
  AND precedence >= {precedence:UInt64}
  AND
  (
      person = unhex({person:String})
      OR reinterpretAsUInt64(record) IN
      (
          SELECT reinterpretAsUInt64(record) AS key
          FROM event FINAL
          WHERE kind != 'retraction' AND key IN (SELECT reinterpretAsUInt64(record) FROM event WHERE person = unhex({person:String}) AND edits)
          GROUP BY key
          HAVING argMin(person, (bitNot(revision), -toInt32(day), identity)) = unhex({person:String})
      )
  )

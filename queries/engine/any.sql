-- Whether a measure has any row.
SELECT count() > 0 FROM (SELECT 1 FROM {measure:Identifier} LIMIT 1)

-- How many rows a measure has.
SELECT count() FROM {measure:Identifier}

-- How many events the warehouse holds, each once however often it was inserted.
SELECT count() FROM event FINAL

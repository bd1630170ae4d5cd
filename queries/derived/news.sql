-- How many events have come since the base.
SELECT count() FROM event WHERE _block_number > {through:UInt64}

-- How many events have come since the base.
SELECT count() FROM event_since(through = {through:UInt64})

-- Events that the warehouse refuses for good; the latest word on each counts.
INSERT INTO parked_event (identity, error, kind, source, structure, received_at, found_at)

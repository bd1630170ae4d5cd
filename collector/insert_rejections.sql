-- How many events this run has rejected so far, by day and reason.
INSERT INTO rejection (day, source, kind, field, code, counter, events)

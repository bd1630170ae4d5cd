-- counts: what funders of projects paid
-- fact: money
-- unit: cents
-- adds: weight
CREATE VIEW measure_paid /*ON CLUSTER*/ AS
SELECT * FROM money WHERE kind = 'paid';

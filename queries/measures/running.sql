-- counts: "what was granted to projects, for the days of theirs that lie in the window: by other funders (0) and by their call (1)"
-- fact: money
-- unit: cents
-- adds: weight
-- spread: own
CREATE VIEW measure_running /*ON CLUSTER*/ AS
SELECT * FROM money WHERE kind = 'running';

-- counts: "volunteers of campaigns that have begun: candidates (0), engaged (1), active without a target (2) and with one (3), and how many these are to be (4)"
-- fact: affair
-- unit: persons
-- adds: weight
-- looks: ever
-- spread: state
CREATE VIEW measure_volunteers /*ON CLUSTER*/ AS
SELECT * FROM affair WHERE kind = 'volunteer';

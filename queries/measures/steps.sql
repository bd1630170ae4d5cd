-- counts: "persons first assessed, not autonomous: assessed (1), referred (2), attended (3), reassessed (4), progressed (5)"
-- fact: journey
-- unit: persons
-- adds: weight
-- spread: step
CREATE VIEW measure_steps /*ON CLUSTER*/ AS
SELECT * FROM journey;

-- counts: participations of named persons (0) and of anonymous people (1)
-- fact: attendance
-- unit: participations
-- adds: weight
-- spread: anonymous
CREATE VIEW measure_participations /*ON CLUSTER*/ AS
SELECT *, person = 0 AS anonymous FROM attendance WHERE audience = 'public';

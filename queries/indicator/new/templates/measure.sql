-- counts: participations of the public
-- fact: attendance
-- unit: participations
-- adds: weight
CREATE VIEW measure_NAME /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public';

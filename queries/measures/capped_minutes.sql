-- counts: minutes of help, for each person present, four hours of a participation at most
-- fact: attendance
-- unit: minutes
-- adds: weight
CREATE VIEW measure_capped_minutes /*ON CLUSTER*/ AS
SELECT * REPLACE (least(minutes, 240) AS weight) FROM attendance WHERE audience = 'public';

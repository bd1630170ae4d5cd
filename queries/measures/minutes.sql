-- counts: minutes of help, for each person present, of named persons (0) and of anonymous people (1)
-- fact: attendance
-- unit: minutes
-- adds: weight
-- spread: anonymous
CREATE VIEW measure_minutes /*ON CLUSTER*/ AS
SELECT * REPLACE (minutes AS weight), person = 0 AS anonymous FROM attendance WHERE audience = 'public';

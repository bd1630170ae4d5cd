-- counts: persons whose first attendance is less than 30 days old
-- fact: first_attendance
-- unit: persons
-- adds: weight
CREATE VIEW measure_first_attendances_waiting /*ON CLUSTER*/ AS
SELECT * REPLACE (day + 30 AS unseen) FROM first_attendance;

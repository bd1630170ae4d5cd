-- counts: first participations of persons ever
-- fact: first_attendance
-- unit: participations
-- adds: weight
CREATE VIEW measure_first_times /*ON CLUSTER*/ AS
SELECT * FROM first_attendance;

-- counts: persons by whether they were seen again within 30 days of their first attendance (1) or not (0), once 30 days are over
-- fact: first_attendance
-- unit: persons
-- adds: weight
-- spread: again
CREATE VIEW measure_first_attendances /*ON CLUSTER*/ AS
SELECT * REPLACE (day + 30 AS seen) FROM first_attendance;

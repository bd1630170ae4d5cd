-- counts: persons who were helped, each one once
-- fact: attendance
-- unit: persons
-- adds: persons
-- needs: [attendance.person]
CREATE VIEW measure_persons /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public' AND field = '' AND person != 0;

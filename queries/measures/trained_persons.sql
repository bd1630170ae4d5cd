-- counts: persons trained to help, each one once
-- fact: attendance
-- unit: persons
-- adds: persons
-- needs: [attendance.audience, attendance.person]
CREATE VIEW measure_trained_persons /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'helpers' AND field = '' AND person != 0;

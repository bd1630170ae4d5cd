-- counts: persons helped, each one once, of unknown gender (0), women (1), others (2)
-- fact: attendance
-- unit: persons
-- adds: persons
-- spread: woman
-- needs: [attendance.person, profile.gender]
CREATE VIEW measure_women /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public' AND field = '' AND person != 0;

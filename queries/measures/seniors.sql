-- counts: persons helped, each one once, of unknown age (0), of 60 years and over (1), younger (2)
-- fact: attendance
-- unit: persons
-- adds: persons
-- spread: senior
-- needs: [attendance.person, profile.age_band]
CREATE VIEW measure_seniors /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public' AND field = '' AND person != 0;

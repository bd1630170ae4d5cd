-- counts: persons helped in the 12 months to the end, each one once, where they live
-- fact: attendance
-- unit: persons
-- adds: persons
-- looks: year
-- area: residence
-- needs: [attendance.person, profile.residence]
CREATE VIEW measure_residents /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public' AND field = '' AND person != 0;

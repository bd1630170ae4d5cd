-- counts: participations of anonymous people in the 12 months to the end, where they live
-- fact: attendance
-- unit: participations
-- adds: weight
-- looks: year
-- area: residence
CREATE VIEW measure_anonymous_residents /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public' AND person = 0;

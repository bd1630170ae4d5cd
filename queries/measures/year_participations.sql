-- counts: participations in the 12 months to the end, of persons whose residence is known (1) and of others (0)
-- fact: attendance
-- unit: participations
-- adds: weight
-- looks: year
-- spread: resident
CREATE VIEW measure_year_participations /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public';

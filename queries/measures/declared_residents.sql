-- counts: participations that structures declare for the 12 months to the end, where the people live
-- fact: declaration
-- unit: participations
-- adds: weight
-- looks: year
-- area: residence
CREATE VIEW measure_declared_residents /*ON CLUSTER*/ AS
SELECT * FROM declaration;

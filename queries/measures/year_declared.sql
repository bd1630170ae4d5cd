-- counts: participations that structures declare for the 12 months to the end
-- fact: declaration
-- unit: participations
-- adds: weight
-- looks: year
CREATE VIEW measure_year_declared /*ON CLUSTER*/ AS
SELECT * FROM declaration;

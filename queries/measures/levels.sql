-- counts: persons by the level of their last assessment, from unable (1) to autonomous (4)
-- fact: assessment
-- unit: persons
-- adds: weight
-- looks: ever
-- spread: level
CREATE VIEW measure_levels /*ON CLUSTER*/ AS
SELECT * FROM assessment;

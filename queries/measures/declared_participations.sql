-- counts: participations that structures declare
-- fact: declaration
-- unit: participations
-- adds: weight
CREATE VIEW measure_declared_participations /*ON CLUSTER*/ AS
SELECT * FROM declaration;

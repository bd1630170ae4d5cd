-- counts: participations that structures declare for funded projects since their start
-- fact: project_declared
-- unit: participations
-- adds: weight
-- looks: ever
-- like: declared_participations
CREATE VIEW measure_since_start_declared_participations /*ON CLUSTER*/ AS
SELECT * FROM project_declared;

-- counts: participations in funded projects since their start, of named persons (0) and of anonymous people (1)
-- fact: project_help
-- unit: participations
-- adds: weight
-- looks: ever
-- spread: anonymous
-- like: participations
CREATE VIEW measure_since_start_participations /*ON CLUSTER*/ AS
SELECT *, person = 0 AS anonymous FROM project_help;

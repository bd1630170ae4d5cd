-- counts: funded projects that have started, without a target (0) and with one (1)
-- fact: project
-- unit: projects
-- adds: weight
-- looks: ever
-- spread: targeted
CREATE VIEW measure_projects /*ON CLUSTER*/ AS
SELECT * FROM project;

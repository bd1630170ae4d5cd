-- counts: persons who were helped with funded projects while they run, each one once
-- fact: project_help
-- unit: persons
-- adds: persons
-- like: persons
-- needs: [attendance.person]
CREATE VIEW measure_project_persons /*ON CLUSTER*/ AS
SELECT * FROM project_help WHERE runs AND person != 0;

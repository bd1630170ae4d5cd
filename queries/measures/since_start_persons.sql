-- counts: persons who were helped with funded projects that have a target, since their start, each one once
-- fact: project_help
-- unit: persons
-- adds: persons
-- looks: ever
-- like: persons
-- needs: [attendance.person]
CREATE VIEW measure_since_start_persons /*ON CLUSTER*/ AS
SELECT * FROM project_help WHERE targeted AND person != 0;

-- counts: people whom funded projects that have started are to reach
-- fact: project
-- unit: people_to_reach
-- adds: weight
-- looks: ever
CREATE VIEW measure_target /*ON CLUSTER*/ AS
SELECT * REPLACE (target AS weight) FROM project;

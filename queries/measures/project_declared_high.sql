-- counts: "people declared for funded projects while they run: the sum of the months"
-- fact: project_declared
-- unit: persons
-- adds: weight
-- like: declared_high
-- estimate: [declaration.people]
CREATE VIEW measure_project_declared_high /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, people AS weight, false AS split) FROM project_declared WHERE field = '' AND runs;

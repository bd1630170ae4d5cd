-- counts: "people declared for funded projects while they run: of each structure the largest month"
-- fact: project_declared
-- unit: persons
-- adds: largest
-- like: declared_low
-- estimate: [declaration.people]
CREATE VIEW measure_project_declared_low /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, people AS weight, false AS split) FROM project_declared WHERE field = '' AND runs;

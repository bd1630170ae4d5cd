-- counts: "people declared since the start of funded projects that have a target: of each structure the largest month"
-- fact: project_declared
-- unit: persons
-- adds: largest
-- looks: ever
-- like: declared_low
-- estimate: [declaration.people]
CREATE VIEW measure_since_start_declared_low /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, people AS weight, false AS split) FROM project_declared WHERE field = '' AND targeted;

-- counts: "people declared since the start of funded projects that have a target: the sum of the months"
-- fact: project_declared
-- unit: persons
-- adds: weight
-- looks: ever
-- like: declared_high
-- estimate: [declaration.people]
CREATE VIEW measure_since_start_declared_high /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, people AS weight, false AS split) FROM project_declared WHERE field = '' AND targeted;

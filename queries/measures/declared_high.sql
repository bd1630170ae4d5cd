-- counts: "people whom structures declare, if none came again: the sum of the months"
-- fact: declaration
-- unit: persons
-- adds: weight
-- estimate: [declaration.people]
CREATE VIEW measure_declared_high /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, people AS weight, false AS split) FROM declaration WHERE field = '';

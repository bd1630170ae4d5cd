-- counts: "people whom structures declare, if all came again each month: of each the largest month"
-- fact: declaration
-- unit: persons
-- adds: largest
-- estimate: [declaration.people]
CREATE VIEW measure_declared_low /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, people AS weight, false AS split) FROM declaration WHERE field = '';

-- counts: minutes of help that structures declare
-- fact: declaration
-- unit: minutes
-- adds: weight
-- needs: [declaration.minutes]
CREATE VIEW measure_declared_minutes /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, minutes AS weight, false AS split) FROM declaration WHERE field = '';

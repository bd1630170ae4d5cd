-- counts: anonymous participants of funded projects while they run, who had not come before (0) or maybe (1)
-- fact: project_help
-- unit: persons
-- adds: weight
-- spread: uncertain
-- like: new_participants
-- needs: [attendance.participants.returning]
-- estimate: [attendance.participants]
CREATE VIEW measure_project_new /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, new + maybe_new AS weight, false AS split), maybe_new > 0 AS uncertain
FROM project_help WHERE runs AND person = 0;

-- counts: anonymous participants who had not come before (0), and those of whom that is not known (1)
-- fact: attendance
-- unit: persons
-- adds: weight
-- spread: uncertain
-- needs: [attendance.participants.returning]
-- estimate: [attendance.participants]
CREATE VIEW measure_new_participants /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, new + maybe_new AS weight, false AS split), maybe_new > 0 AS uncertain
FROM attendance
WHERE audience = 'public' AND field = '' AND person = 0;

-- counts: participations of anonymous people who had come before (0), and of those of whom that is not known (1)
-- fact: attendance
-- unit: participations
-- adds: weight
-- spread: uncertain
-- needs: [attendance.participants.returning]
-- estimate: [attendance.participants]
CREATE VIEW measure_returning /*ON CLUSTER*/ AS
SELECT * REPLACE (heads - new AS heads, false AS split), maybe_new > 0 AS uncertain
FROM attendance WHERE audience = 'public' AND field = '' AND person = 0;

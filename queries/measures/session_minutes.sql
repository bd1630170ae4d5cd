-- counts: minutes of public sessions, each session once
-- fact: attendance
-- unit: minutes
-- adds: weight
CREATE VIEW measure_session_minutes /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, session_minutes AS weight, false AS split) FROM attendance WHERE audience = 'public' AND session_minutes > 0;

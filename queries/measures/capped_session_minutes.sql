-- counts: minutes of public sessions, each session once, four hours of one at most
-- fact: attendance
-- unit: minutes
-- adds: weight
CREATE VIEW measure_capped_session_minutes /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, least(session_minutes, 240) AS weight, false AS split) FROM attendance WHERE audience = 'public' AND session_minutes > 0;

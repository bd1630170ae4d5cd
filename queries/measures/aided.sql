-- counts: "attendances at which something was given: anything (0), a pass (1), equipment (2), a connection (3); that of a group is one"
-- fact: attendance
-- unit: participations
-- adds: weight
-- spread: aid
-- needs: [attendance.aids]
CREATE VIEW measure_aided /*ON CLUSTER*/ AS
SELECT * REPLACE (1 AS heads, false AS split), arrayJoin(arrayConcat([0], arrayMap(aid -> indexOf(['pass_numerique', 'equipment', 'connection'], aid), aids))) AS aid
FROM attendance WHERE audience = 'public' AND field = '' AND notEmpty(aids);

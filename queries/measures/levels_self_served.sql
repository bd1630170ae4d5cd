-- counts: "persons helped in self-service, each one once, by last level: never assessed (0), unable (1) to autonomous (4)"
-- fact: attendance
-- unit: persons
-- adds: persons
-- spread: last_level
-- needs: [attendance.person, assessment]
CREATE VIEW measure_levels_self_served /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public' AND field = '' AND person != 0 AND format = 'self_service';

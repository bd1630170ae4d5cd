-- counts: participations off-site, at home or by outreach
-- fact: attendance
-- unit: participations
-- adds: weight
CREATE VIEW measure_away /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public' AND away;

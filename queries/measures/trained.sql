-- counts: "participations of people trained to help: of unknown kind (0), agent (1), mediator (2), public writer (3), volunteer (4), ambassador (5)"
-- fact: attendance
-- unit: participations
-- adds: weight
-- spread: kind
-- needs: [attendance.audience]
CREATE VIEW measure_trained /*ON CLUSTER*/ AS
SELECT *, indexOf(['agent', 'mediator', 'public_writer', 'volunteer', 'ambassador'], trainee) AS kind FROM attendance WHERE audience = 'helpers';

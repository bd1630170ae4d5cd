-- counts: participations at structures that did not report a year before (0), and at those that report in both windows (1)
-- fact: attendance
-- unit: participations
-- adds: weight
-- spread: in_both
CREATE VIEW measure_compared_participations /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public';

-- counts: participations a year before at structures that do not report any more (0), and at those that report in both windows (1)
-- fact: attendance
-- unit: participations
-- adds: weight
-- looks: earlier
-- spread: in_both
CREATE VIEW measure_earlier_participations /*ON CLUSTER*/ AS
SELECT * FROM attendance WHERE audience = 'public';

-- counts: participations declared a year before by structures that do not report any more (0), and by those that report in both windows (1)
-- fact: declaration
-- unit: participations
-- adds: weight
-- looks: earlier
-- spread: in_both
CREATE VIEW measure_earlier_declarations /*ON CLUSTER*/ AS
SELECT * FROM declaration;

-- counts: participations declared by structures that did not report a year before (0), and by those that report in both windows (1)
-- fact: declaration
-- unit: participations
-- adds: weight
-- spread: in_both
CREATE VIEW measure_compared_declarations /*ON CLUSTER*/ AS
SELECT * FROM declaration;

-- counts: persons who wanted a service at their last assessment, by service
-- fact: assessment
-- unit: persons
-- adds: weight
-- looks: ever
-- needs: [assessment.wants]
CREATE VIEW measure_wanted /*ON CLUSTER*/ AS
SELECT * REPLACE (wants AS services) FROM assessment WHERE notEmpty(wants);

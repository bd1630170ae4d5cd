-- counts: persons who were not autonomous at a first assessment 14 days or more before the end, where they were last assessed
-- fact: assessment
-- unit: persons
-- adds: weight
-- looks: ever
CREATE VIEW measure_due /*ON CLUSTER*/ AS
SELECT * REPLACE (greatest(day, first_day + 13) AS since) FROM assessment WHERE first_level < 4;

-- counts: persons scored again by the same questionnaire, 14 days or more after a first time
-- fact: score
-- unit: persons
-- adds: weight
CREATE VIEW measure_rescored /*ON CLUSTER*/ AS
SELECT * FROM score WHERE day >= first_day + 14;

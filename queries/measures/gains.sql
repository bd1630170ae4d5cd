-- counts: hundredths of points between a first score and one of the same questionnaire 14 days or more after it
-- fact: score
-- unit: hundredths
-- adds: weight
CREATE VIEW measure_gains /*ON CLUSTER*/ AS
SELECT * REPLACE (score - first_score AS weight) FROM score WHERE day >= first_day + 14;

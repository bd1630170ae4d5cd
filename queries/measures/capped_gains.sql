-- counts: hundredths of points between a first score and one of the same questionnaire 14 days or more after it, 50 points at most up or down
-- fact: score
-- unit: hundredths
-- adds: weight
CREATE VIEW measure_capped_gains /*ON CLUSTER*/ AS
SELECT * REPLACE (greatest(-5000, least(5000, score - first_score)) AS weight) FROM score WHERE day >= first_day + 14;

-- counts: persons assessed again 14 days or more after a first time, not autonomous then, at a lower (1), same (2), higher (3) level, or autonomous (4)
-- fact: assessment
-- unit: persons
-- adds: weight
-- spread: outcome
CREATE VIEW measure_outcomes /*ON CLUSTER*/ AS
SELECT *, multiIf(level < first_level, 1, level = first_level, 2, level < 4, 3, 4) AS outcome
FROM assessment
WHERE first_level < 4 AND day >= first_day + 14;

-- counts: persons assessed again 14 days or more after a first time, by what they could do then, unable (1 to 4), beginner (5 to 8) or intermediate (9 to 12), and in each by what they can now
-- fact: assessment
-- unit: persons
-- adds: weight
-- spread: outcome
CREATE VIEW measure_outcomes /*ON CLUSTER*/ AS
SELECT *, 4 * (first_level - 1) + level AS outcome
FROM assessment
WHERE first_level < 4 AND day >= first_day + 14;

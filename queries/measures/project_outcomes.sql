-- counts: persons who came with a funded project and were assessed again, not autonomous at a first time 14 days before, not higher now (0) or higher (1)
-- fact: project_assessment
-- unit: persons
-- adds: persons
-- looks: ever
-- spread: progressed
CREATE VIEW measure_project_outcomes /*ON CLUSTER*/ AS
SELECT *, level > first_level AS progressed
FROM project_assessment
WHERE first_level < 4 AND day >= first_day + 14;

-- counts: persons helped in the 12 months to the end, not autonomous at their last assessment before it, where they live
-- fact: attendance
-- unit: persons
-- adds: persons
-- looks: year
-- area: residence
-- needs: [attendance.person, profile.residence, assessment]
CREATE VIEW measure_needy_residents /*ON CLUSTER*/ AS
SELECT a.* EXCEPT (since, until), greatest(a.day, l.day) AS since, l.until AS until
FROM attendance AS a
INNER JOIN (SELECT person, day, until FROM assessment WHERE level < 4) AS l ON l.person = a.person
WHERE a.audience = 'public' AND a.field = '' AND a.person != 0;

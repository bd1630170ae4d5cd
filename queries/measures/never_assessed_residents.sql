-- counts: persons helped in the 12 months to the end who were not assessed before it, where they live
-- fact: attendance
-- unit: persons
-- adds: persons
-- looks: year
-- area: residence
-- needs: [attendance.person, profile.residence]
CREATE VIEW measure_never_assessed_residents /*ON CLUSTER*/ AS
SELECT a.* EXCEPT until, if(f.person = 0, a.until, f.first_day) AS until
FROM attendance AS a
LEFT ANY JOIN (SELECT DISTINCT person, first_day FROM assessment) AS f ON f.person = a.person
WHERE a.audience = 'public' AND a.field = '' AND a.person != 0;

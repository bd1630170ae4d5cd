-- counts: "participations by who helped: not told (0), professional (1), conseiller numérique (2), volunteer (3), civic service (4)"
-- fact: attendance
-- unit: participations
-- adds: weight
-- spread: kind
-- needs: [attendance.helper]
CREATE VIEW measure_helped_by /*ON CLUSTER*/ AS
SELECT *, indexOf(['professional', 'conseiller_numerique', 'volunteer', 'civic_service'], helper) AS kind FROM attendance WHERE audience = 'public';

-- counts: "participations for a procedure: any (0), then in the order of the events' list, from health (1) to other (13)"
-- fact: attendance
-- unit: participations
-- adds: weight
-- spread: procedure
-- needs: [attendance.procedures]
CREATE VIEW measure_with_procedure /*ON CLUSTER*/ AS
SELECT *, arrayJoin(arrayConcat([0], arrayMap(one -> indexOf([
    'health', 'family', 'employment', 'housing', 'retirement', 'tax', 'residence_permit', 'identity_papers', 'justice', 'education', 'bank', 'transport', 'other'
], one), procedures))) AS procedure
FROM attendance WHERE audience = 'public' AND notEmpty(procedures);

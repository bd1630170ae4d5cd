-- counts: referrals of a person to a structure by the days until the person came there (61 for not within 60), once 60 days are over
-- fact: referral
-- unit: referrals
-- adds: weight
-- spread: waited
-- needs: [referral.person, referral.to, attendance.person]
CREATE VIEW measure_waits /*ON CLUSTER*/ AS
SELECT * REPLACE (day + 60 AS seen) FROM referral WHERE person != 0 AND to_structure != '';

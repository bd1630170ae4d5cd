-- counts: referrals of a person to a structure that are less than 60 days old
-- fact: referral
-- unit: referrals
-- adds: weight
-- needs: [referral.person, referral.to]
CREATE VIEW measure_referrals_waiting /*ON CLUSTER*/ AS
SELECT * REPLACE (day + 60 AS unseen) FROM referral WHERE person != 0 AND to_structure != '';

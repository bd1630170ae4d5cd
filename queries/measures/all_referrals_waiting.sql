-- counts: referrals that are less than 60 days old
-- fact: referral
-- unit: referrals
-- adds: weight
CREATE VIEW measure_all_referrals_waiting /*ON CLUSTER*/ AS
SELECT * REPLACE (day + 60 AS unseen) FROM referral;

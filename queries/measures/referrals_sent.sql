-- counts: referrals that a structure of the registry sent to another one of it, of a person or of nobody named
-- fact: referral
-- unit: referrals
-- adds: weight
CREATE VIEW measure_referrals_sent /*ON CLUSTER*/ AS
SELECT * FROM referral
WHERE structure != to_structure AND structure IN (SELECT structure FROM structure_state) AND to_structure IN (SELECT structure FROM structure_state);

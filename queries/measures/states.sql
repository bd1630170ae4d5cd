-- counts: "referrals by their state on day 60, once 60 days are over: sent (1), expired (2), accepted (4), declined as full (5), as the wrong offer (6), as the person could not be reached (7), otherwise (8)"
-- fact: referral
-- unit: referrals
-- adds: weight
-- spread: outcome
CREATE VIEW measure_states /*ON CLUSTER*/ AS
SELECT * REPLACE (day + 60 AS seen),
    if(state = 3, 5 + transform(reason, ['full', 'wrong_offer', 'unreachable'], [0, 1, 2], 3), state) AS outcome
FROM referral;

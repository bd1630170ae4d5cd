-- The states that the standing tables were built from; 0 where one is empty.
SELECT
    (SELECT max(built_from) FROM (SELECT built_from FROM standing_structure LIMIT 1)) AS structures,
    (SELECT max(built_from) FROM (SELECT built_from FROM standing_event LIMIT 1)) AS events,
    (SELECT max(built_from) FROM (SELECT built_from FROM standing_profile LIMIT 1)) AS profiles,
    (SELECT max(built_from) FROM (SELECT built_from FROM standing_referral LIMIT 1)) AS referrals

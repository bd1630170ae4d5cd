-- What the base holds of the touched referrals is taken back.
INSERT INTO derived_referral
(
    layer, sign, referral, sent_on, from_structure, to_structure, to_kind, person, services, state, territory, territory_key, came_on, waited
)
SELECT
    {layer:UInt64}, -1, referral, sent_on, from_structure, to_structure, to_kind, person, services, state, territory, territory_key, came_on, waited
FROM derived_referral
WHERE layer = {base:UInt64} AND referral IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'referral')

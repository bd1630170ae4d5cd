-- The events of touched referrals that have not changed themselves, taken back and added again.
INSERT INTO derived_event
(
    layer, sign, kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
)
SELECT
    {layer:UInt64}, arrayJoin([-1, 1]) AS sign,
    kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
FROM derived_event
PREWHERE referral IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'referral')
WHERE layer = {base:UInt64} AND kind = 'referral' AND record NOT IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record')

-- What the base holds of the touched people, referrals and records is taken back, and what of it still stands is added again:
-- a person's figures follow from all of that person's events.
INSERT INTO derived_event
(
    layer, sign, kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
)
SELECT
    {layer:UInt64},
    arrayJoin(if(record IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record'), [-1], [-1, 1])) AS sign,
    kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
FROM derived_event
WHERE layer = {base:UInt64}
    AND
    (
        record IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record')
        OR kind != 'referral' AND person != 0 AND person IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'person')
        OR kind = 'referral' AND referral IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'referral')
    )

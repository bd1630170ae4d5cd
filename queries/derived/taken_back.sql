-- What the base holds of the touched records is taken back.
INSERT INTO derived_event
(
    layer, sign, kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
)
SELECT
    {layer:UInt64}, -1,
    kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
FROM derived_event
PREWHERE record IN (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record')
WHERE layer = {base:UInt64}

-- The events of a base: all that count.
INSERT INTO derived_event
(
    layer, sign, kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience
)
SELECT
    {layer:UInt64}, 1,
    kind, day, reinterpretAsUInt64(e.record), reinterpretAsUInt64(e.person), structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers,
    if(kind = 'referral', reinterpretAsUInt64(e.referral), 0),
    if(kind = 'referral', byteSwap(reinterpretAsUInt64(identity)), 0),
    status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience
FROM located_event AS e

-- The events of a base: all that count.
INSERT INTO derived_event
(
    layer, sign, kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
)
WITH
    toInt32(toDate(received_at, 'Europe/Paris')) - toInt32(day) AS days
SELECT
    {layer:UInt64}, 1,
    kind, day, reinterpretAsUInt64(e.record), reinterpretAsUInt64(e.person), structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers,
    if(kind = 'referral', reinterpretAsUInt64(e.referral), 0),
    if(kind = 'attendance', 0, byteSwap(reinterpretAsUInt32(identity))),
    status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience,
    multiIf(days <= 1, 0, days <= 7, 1, days <= 30, 2, days <= 90, 3, 4)
FROM located_event AS e

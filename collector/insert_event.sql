-- The rows of one batch, in the order of row.values.
INSERT INTO event
(
    identity, record, revision, edits, body, kind, source, day, received_at, precedence,
    structure, person, residence, age_band, activity, services,
    level, score, tool, equipment_known, equipment, connects, offline_reason, barriers, wants,
    referral, status, to_structure, to_kind, decline_reason,
    offsite, place, format, minutes, participants, returning, age_bands, activities, first, procedures, aids,
    session, project, helper, audience, trainee, heard_from
)

-- The rows of one batch, in the order of row.appendValues, which is that of the spool's records too (but for when a row was
-- received, which the precedence tells): a new column goes to the end, and
-- row.appendLater says what a row from before has there. The batch holds each identity once, so the engine need not
-- look for rows to replace within it (optimize_on_insert), which would cost more than the rest of the insert.
INSERT INTO event
(
    identity, record, revision, edits, body, kind, source, day, precedence,
    structure, person, residence, age_band, activity, services,
    level, score, tool, equipment_known, equipment, connects, offline_reason, barriers, wants,
    referral, status, to_structure, to_kind, decline_reason,
    offsite, place, format, minutes, participants, returning, age_bands, activities, first, procedures, aids,
    session, project, helper, audience, trainee, heard_from,
    gender, returning_known, genders, residences, not_first,
    declared_participations, declared_people, declared_minutes, declared_referrals, formats, service_counts
)
SETTINGS optimize_on_insert = 0

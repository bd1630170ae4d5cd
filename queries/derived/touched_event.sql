-- What counts now of the touched records, as effective_event and located_event say it of all: of one identity the first
-- received, of one record the highest revision, of equal ones the latest day, then the smallest identity; nothing of a
-- retracted record.
INSERT INTO derived_event
(
    layer, sign, kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
)
WITH
    touched AS (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record'),
    toInt32(toDate(received_at, 'Europe/Paris')) - toInt32(day) AS days
SELECT
    {layer:UInt64}, 1,
    kind, day, reinterpretAsUInt64(e.record), reinterpretAsUInt64(e.person), e.structure,
    if(e.place = '', s.territory, e.place) AS territory,
    multiIf(
        territory = '' OR territory IN (SELECT code FROM derived_territory WHERE layer = {places:UInt64} AND rough), 'unknown',
        e.place = '' OR e.place IN (SELECT code FROM derived_territory WHERE layer = {places:UInt64} AND registered), territory,
        'outside') AS territory_key,
    residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers,
    if(kind = 'referral', reinterpretAsUInt64(e.referral), 0),
    if(kind = 'attendance', 0, byteSwap(reinterpretAsUInt64(identity))),
    status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience,
    multiIf(days <= 1, 0, days <= 7, 1, days <= 30, 2, days <= 90, 3, 4)
FROM
(
    SELECT *
    FROM
    (
        SELECT
            *,
            countIf(kind = 'retraction') OVER (PARTITION BY record) AS retractions
        FROM
        (
            SELECT *
            FROM event
            WHERE identity IN (SELECT identity FROM event WHERE reinterpretAsUInt64(record) IN touched)
            ORDER BY precedence DESC
            LIMIT 1 BY identity
        )
        WHERE reinterpretAsUInt64(record) IN touched
    )
    WHERE retractions = 0
    ORDER BY revision DESC, day DESC, identity
    LIMIT 1 BY record
) AS e
LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS s ON s.structure = e.structure

-- What counts now of the touched records, as effective_event and located_event say it of all: of one identity the first
-- received, of one record the highest revision, of equal ones the latest day, then the smallest identity; nothing of a
-- retracted record. The new events are read by their parts, the earlier ones by the order of the table. What counts is chosen by few
-- columns: sorting whole events takes longer than reading them.
INSERT INTO derived_event
(
    layer, sign, kind, day, record, person, structure, territory, territory_key, residence, age_band, activity, services,
    level, equipment_known, equipment, connects, offline_reason, barriers, referral, tie, status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience, late
)
WITH
    touched AS (SELECT key FROM derived_touched WHERE layer = {layer:UInt64} AND what = 'record'),
    earlier AS (SELECT identity FROM derived_earlier WHERE layer = {layer:UInt64}),
    counting AS
    (
        SELECT argMin((identity, first), (bitNot(said.3), -toInt32(said.4), identity))
        FROM
        (
            SELECT identity, max(precedence) AS first, argMax((record, kind, revision, day), precedence) AS said
            FROM
            (
                SELECT identity, precedence, record, kind, revision, day FROM event_since(through = {through:UInt64})
                UNION ALL
                SELECT identity, precedence, record, kind, revision, day FROM event WHERE _block_number <= {through:UInt64} AND identity IN earlier
            )
            GROUP BY identity
        )
        WHERE reinterpretAsUInt64(said.1) IN touched
        GROUP BY reinterpretAsUInt64(said.1)
        HAVING countIf(said.2 = 'retraction') = 0
    ),
    toInt32(toDate(fromUnixTimestamp64Nano(toInt64(bitNot(precedence)), 'Europe/Paris'))) - toInt32(day) AS days
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
    if(kind = 'attendance', 0, byteSwap(reinterpretAsUInt32(identity))),
    status, to_structure, to_kind, decline_reason,
    format, minutes, participants, returning, age_bands, activities, project, audience,
    multiIf(days <= 1, 0, days <= 7, 1, days <= 30, 2, days <= 90, 3, 4)
FROM
(
    SELECT *
    FROM
    (
        SELECT * FROM event_since(through = {through:UInt64})
        UNION ALL
        SELECT * FROM event WHERE _block_number <= {through:UInt64} AND identity IN earlier
    )
    WHERE (identity, precedence) IN counting
    LIMIT 1 BY identity
) AS e
LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS s ON s.structure = e.structure

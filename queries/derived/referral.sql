-- The referrals of a layer, from its events.
INSERT INTO derived_referral
(
    layer, sign, referral, sent_on, from_structure, to_structure, to_kind, person, services, state, territory, territory_key, came_on, waited
)
SELECT
    {layer:UInt64}, 1, r.referral, sent_on, from_structure, to_structure, to_kind, r.person, services, state,
    a.territory AS territory,
    if(territory = '' OR territory IN (SELECT code FROM derived_territory WHERE layer = {places:UInt64} AND rough), 'unknown', territory) AS territory_key,
    arrayMin(arrayFilter(day -> day >= sent_on, v.days)) AS came_on,
    if(came_on BETWEEN sent_on AND sent_on + 60, came_on - sent_on, 61) AS waited
FROM
(
    SELECT
        referral,
        earliest.1 AS from_structure, earliest.2 AS to_structure, earliest.3 AS to_kind, earliest.4 AS person, earliest.5 AS services,
        state, sent_on
    FROM
    (
        SELECT
            referral,
            argMin((structure, to_structure, to_kind, person, services), (day, status, tie)) AS earliest,
            max((day, status)).2 AS state,
            if(countIf(status = 'sent') > 0, minIf(day, status = 'sent'), min(day)) AS sent_on
        FROM derived_event
        WHERE layer = {layer:UInt64} AND sign = 1 AND kind = 'referral' AND referral % {parts:UInt8} = {part:UInt8}
        GROUP BY referral
    )
) AS r
LEFT ANY JOIN (SELECT structure, territory FROM structure_attachment FINAL) AS a ON a.structure = r.from_structure
LEFT ANY JOIN
(
    SELECT person, structure, groupArray(day) AS days
    FROM layer_encounter(layer = {layer:UInt64})
    WHERE sign = 1 AND kind = 'attendance' AND audience = 'public'
        -- Numbers alone are compared first, which is several times as fast.
        AND person IN (SELECT person FROM derived_event WHERE layer = {layer:UInt64} AND sign = 1 AND kind = 'referral' AND referral % {parts:UInt8} = {part:UInt8})
        AND (person, structure) IN
        (
            SELECT person, to_structure
            FROM derived_event
            WHERE layer = {layer:UInt64} AND sign = 1 AND kind = 'referral' AND person != 0 AND referral % {parts:UInt8} = {part:UInt8}
        )
    GROUP BY person, structure
) AS v ON v.person = r.person AND v.structure = r.to_structure

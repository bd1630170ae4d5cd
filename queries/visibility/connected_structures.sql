-- version: 1
-- title: {fr: Structures connectées, en: Connected structures}
-- definition:
--   fr: >-
--     Structures ayant envoyé ou reçu au moins une orientation dans la période, parmi les structures qui transmettent ; les
--     autres sont isolées.
--   en: Structures that sent or received at least one referral in the period, among the structures that report; the others are isolated.
-- unit: share
-- kind: share
-- better: up
-- groupings: [total, territory, structure, month]
-- filters: [territory, structure]
-- months: apart
-- parts:
--   - {name: isolated, unit: structures, title: {fr: Structures isolées, en: Isolated structures}}
--   - {name: sent, unit: referrals, title: {fr: Orientations envoyées, en: Referrals sent}}
--   - {name: received, unit: referrals, title: {fr: Orientations reçues, en: Referrals received}}

-- A referral counts on the day it was sent, for both its ends; to a partner outside the network, for its sender.
SELECT
    multiIf({by:String} = 'territory', territory_key, {by:String} = 'structure', id, 'total') AS key,
    toNullable(countIf(sent + received > 0) / count()) AS value,
    toNullable(toFloat64(countIf(sent + received > 0))) AS numerator,
    toNullable(toFloat64(count())) AS denominator,
    map(
        'isolated', toFloat64(countIf(sent + received = 0)),
        'sent', toFloat64(sum(sent)),
        'received', toFloat64(sum(received))) AS parts
FROM structure_at(to = {to:Date}) AS s
LEFT ANY JOIN
(
    SELECT end.1 AS structure, countIf(end.2 = 'sent') AS sent, countIf(end.2 = 'received') AS received
    FROM
    (
        SELECT arrayJoin([(toString(from_structure), 'sent'), (toString(to_structure), 'received')]) AS end
        FROM referral_state
        WHERE sent_on >= {from:Date} AND sent_on < {to:Date}
    )
    GROUP BY structure
) AS r ON r.structure = s.id
WHERE open AND (empty({territories:Array(String)}) OR territory IN {territories:Array(String)})
    AND (empty({structure:Array(String)}) OR id IN {structure:Array(String)})
    AND id IN (SELECT toString(structure) FROM effective_event WHERE day >= {from:Date} AND day < {to:Date})
GROUP BY key

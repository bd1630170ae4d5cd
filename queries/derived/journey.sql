-- The ways of people, in a layer, from their levels and referrals.
INSERT INTO derived_journey
(
    layer, sign, person, first_day, first_level, territory, territory_key, structure, referred_on, came_on, last_day, last_level, next_day, step
)
SELECT
    {layer:UInt64}, 1, p.person, first_day, first_level, first_at.1, first_at.2, first_at.3,
    arrayMin(arrayMap(dates -> dates.1, arrayFilter(dates -> dates.1 >= first_day, referrals) AS later)) AS referred_on,
    arrayMin(arrayFilter(came -> came > toDate(0), arrayMap(dates -> dates.2, later))) AS came_on,
    day, level, next_day,
    multiIf(
        referred_on = toDate(0), 0,
        came_on = toDate(0), 1,
        day < greatest(first_day + 14, came_on), 2,
        level <= first_level, 3,
        4)
FROM derived_assessment AS p
LEFT ANY JOIN
(
    SELECT person, groupArray((sent_on, came_on)) AS referrals
    FROM derived_referral
    WHERE layer = {layer:UInt64} AND sign = 1 AND person != 0 AND to_structure != ''
    GROUP BY person
) AS r ON r.person = p.person
WHERE p.layer = {layer:UInt64} AND p.person % {parts:UInt8} = {part:UInt8} AND p.sign = 1

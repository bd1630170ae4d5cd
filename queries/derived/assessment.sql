-- The levels of people, in a layer, from its events. All of a person's assessments are sorted at once: by day, the one that counts for
-- a day first.
INSERT INTO derived_assessment
(
    layer, sign, person, day, level, territory, territory_key, structure,
    equipment_known, equipment, connects, offline_reason, barriers, first_day, first_level, first_at, next_day
)
SELECT
    {layer:UInt64}, sign, person, one.1, -one.2, one.5, one.6, one.3, one.7, one.8, one.9, one.10, one.11, first_day, first_level, first_at, next
FROM
(
    SELECT
        sign, person,
        arraySort(groupArray((day, -toInt8(level), structure, tie, territory, territory_key, equipment_known, equipment, connects, offline_reason, barriers))) AS assessments,
        arrayFilter((one, nth) -> nth = 1, assessments, arrayEnumerateUniq(assessments.1)) AS days,
        days[1].1 AS first_day, -days[1].2 AS first_level, (days[1].5, days[1].6, days[1].3) AS first_at
    FROM derived_event
    WHERE layer = {layer:UInt64} AND kind = 'assessment' AND person % {parts:UInt8} = {part:UInt8}
    GROUP BY sign, person
)
ARRAY JOIN days AS one, arrayPushBack(arrayPopFront(days.1), toDate('2149-06-06')) AS next

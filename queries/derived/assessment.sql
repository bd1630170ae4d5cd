-- The levels of people, in a layer, from its events.
INSERT INTO derived_assessment
(
    layer, sign, person, day, level, territory, territory_key, structure,
    equipment_known, equipment, connects, offline_reason, barriers, first_day, first_level, first_at, next_day
)
SELECT
    {layer:UInt64}, sign, person, day, level, best.1, best.2, best.3, best.4, best.5, best.6, best.7, best.8,
    first_value(day) OVER days,
    first_value(level) OVER days,
    first_value((best.1, best.2, best.3)) OVER days,
    leadInFrame(day, 1, toDate('2149-06-06')) OVER days
FROM
(
    SELECT
        sign, person, day,
        max(toInt8(e.level)) AS level,
        argMin((territory, territory_key, structure, equipment_known, equipment, connects, offline_reason, barriers),
            (-toInt8(e.level), structure, tie)) AS best
    FROM derived_event AS e
    WHERE layer = {layer:UInt64} AND kind = 'assessment' AND person % {parts:UInt8} = {part:UInt8}
    GROUP BY sign, person, day
)
WINDOW days AS (PARTITION BY sign, person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)

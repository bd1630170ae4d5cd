-- Which territories each area holds, as the registry has them.
INSERT INTO derived_area (layer, territory, area)
WITH RECURSIVE held AS
(
    SELECT code, code AS area, 0 AS steps
    FROM territory FINAL
    UNION ALL
    SELECT h.code AS code, t.parent AS area, h.steps + 1 AS steps
    FROM held AS h
    INNER JOIN (SELECT code, parent FROM territory FINAL WHERE parent IN (SELECT code FROM territory FINAL)) AS t ON t.code = h.area
    WHERE h.steps < 8
)
SELECT DISTINCT {layer:UInt64}, code, arrayJoin(arrayConcat([h.area], g.groups)) AS area
FROM held AS h
LEFT ANY JOIN
(
    SELECT member, groupArray(code) AS groups
    FROM (SELECT code, arrayJoin(members) AS member FROM territory_group FINAL)
    GROUP BY member
) AS g ON g.member = h.area

-- Which territories each area holds, as the registry has them. Of an area that is one territory alone figures are that territory's.
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
SELECT {layer:UInt64}, arrayJoin(holds) AS territory, area
FROM
(
    SELECT area, groupUniqArray(code) AS holds
    FROM
    (
        SELECT code, arrayJoin(arrayConcat([h.area], g.groups)) AS area
        FROM held AS h
        LEFT ANY JOIN
        (
            SELECT member, groupArray(code) AS groups
            FROM (SELECT code, arrayJoin(members) AS member FROM territory_group FINAL)
            GROUP BY member
        ) AS g ON g.member = h.area
    )
    GROUP BY area
)
WHERE length(holds) > 1 OR holds[1] IN (SELECT code FROM derived_territory WHERE layer = {layer:UInt64} AND rough)

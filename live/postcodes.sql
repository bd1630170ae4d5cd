-- Events of the period, as they were sent, with a residence that is also the postcode of a structure of the network, by sender: a
-- commune elsewhere may have that code, but most often the sender has taken a postcode for one. Where a structure's postcode is the code of
-- the place, too (75116), both mean the same.
WITH shared AS
(
    SELECT DISTINCT s.postcode AS code
    FROM structure_snapshot AS s
    LEFT ANY JOIN structure_attachment AS a ON a.structure = s.id
    WHERE s.postcode != '' AND s.postcode NOT IN (s.insee, a.territory)
)
SELECT
    toString(source) AS source,
    countIf(residence IN (SELECT code FROM shared) OR hasAny(mapKeys(residences), (SELECT groupArray(code) FROM shared))) AS doubtful,
    count() AS located
FROM event
WHERE day >= {from:Date} AND day < {to:Date} AND (residence != '' OR notEmpty(residences))
GROUP BY source
HAVING doubtful > 0
ORDER BY doubtful DESC, source

-- The projects that are known on the day {as_of}: their call and structure, and of those that are funded from when to when they run; and those that
-- events alone name.
SELECT project, call, structure, runs, since, until
FROM
(
    SELECT
        toString(project) AS project, toString(call) AS call, toString(structure) AS structure, 0 AS named, funded AND starts_on IS NOT NULL AS runs,
        if(runs, assumeNotNull(starts_on), toDate(0)) AS since,
        if(runs AND ends_on IS NOT NULL, assumeNotNull(ends_on) + 1, toDate('2149-06-06')) AS until
    FROM project_state
    WHERE seen <= {as_of:Date} AND {as_of:Date} < unseen
    UNION ALL
    SELECT DISTINCT toString(project), '', '', 1, false, toDate(0), toDate('2149-06-06') FROM attendance WHERE project != ''
    UNION ALL
    SELECT DISTINCT toString(project), '', '', 1, false, toDate(0), toDate('2149-06-06') FROM declaration WHERE project != ''
)
ORDER BY project, named
LIMIT 1 BY project

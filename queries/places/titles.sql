-- The titles of calls for projects, and of projects whose grant stands, with the call of each: those of the others are not for everybody.
SELECT 'call' AS kind, code, argMax(title, imported_at) AS title, '' AS call
FROM call_snapshot
GROUP BY code
UNION ALL
SELECT 'project' AS kind, code, argMax(title, imported_at) AS title, argMax(call, imported_at) AS call
FROM project_snapshot
GROUP BY code
HAVING has(['granted', 'paid', 'closed'], tupleElement(argMax(stages, imported_at)[-1], 'stage'))
ORDER BY kind, code

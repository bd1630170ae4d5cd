-- The calls, and the projects that something was granted to, with their titles: of others nobody is told.
SELECT 'call' AS kind, code, argMax(title, imported_at) AS title, '' AS call FROM call_snapshot GROUP BY code
UNION ALL
SELECT 'project', code, argMax(title, imported_at), argMax(call, imported_at)
FROM project_snapshot
GROUP BY code
HAVING argMax(if(empty(stages), '', stages[-1].stage::String), imported_at) IN ('granted', 'paid', 'closed')

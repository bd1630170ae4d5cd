-- The projects that events name.
SELECT DISTINCT toString(project) AS project FROM attendance WHERE project != '' ORDER BY project

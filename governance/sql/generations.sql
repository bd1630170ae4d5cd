-- What changes whenever a table of the room does: rows and the latest time written.
SELECT 'plan_heading' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM plan_heading
UNION ALL
SELECT 'plan_measure' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM plan_measure
UNION ALL
SELECT 'body' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM body
UNION ALL
SELECT 'structure_membership' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM structure_membership
UNION ALL
SELECT 'committee' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM committee
UNION ALL
SELECT 'meeting' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM meeting
UNION ALL
SELECT 'decision' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM decision
UNION ALL
SELECT 'animator' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM animator
UNION ALL
SELECT 'target' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM target
UNION ALL
SELECT 'contest' AS name, count() AS rows, min(imported_at) AS first, max(imported_at) AS latest FROM contest

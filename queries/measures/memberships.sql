-- counts: "bodies by how far they have come into the network at the window's end: identified (1), met (2), member (3), reporting (4), left (5); structures 8 more"
-- fact: affair
-- unit: actors
-- adds: weight
-- looks: ever
-- spread: come
CREATE VIEW measure_memberships /*ON CLUSTER*/ AS
SELECT *, state + if(kind = 'structure', 8, 0) AS come FROM affair WHERE kind IN ('body', 'structure');

-- counts: "campaigns for volunteers that have begun: that do not say how many are active (0), that do and have no target (1), that have one (2)"
-- fact: affair
-- unit: campaigns
-- adds: weight
-- looks: ever
-- spread: state
CREATE VIEW measure_campaigns /*ON CLUSTER*/ AS
SELECT * FROM affair WHERE kind = 'campaign';

-- counts: territories of the published level without an animator in office on the window's last day (0), and with one (1)
-- fact: affair
-- unit: territories
-- adds: weight
-- looks: ever
-- spread: state
CREATE VIEW measure_territories /*ON CLUSTER*/ AS
SELECT * FROM affair WHERE kind = 'territory';

-- counts: "measures of the plan by what has become of them at the window's end: planned (0), started (1), done (2), dropped (3); 4 more from their last day on"
-- fact: affair
-- unit: plan_measures
-- adds: weight
-- looks: ever
-- spread: state
CREATE VIEW measure_plan_measures /*ON CLUSTER*/ AS
SELECT * FROM affair WHERE kind = 'measure';

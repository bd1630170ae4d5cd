INSERT INTO project_snapshot
(
    code, call, structure, title, stages, requested, granted, payments, spent, cofunders, fte,
    services_bought, starts_on, ends_on, target_people, territories, report_due, report_received, imported_at
)

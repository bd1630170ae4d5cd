INSERT INTO campaign_snapshot (code, title, territories, starts_on, ends_on, target, candidates, engaged, active, imported_at)

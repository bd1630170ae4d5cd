INSERT INTO call_snapshot (code, title, funders, budget, opens_on, closes_on, ceilings, imported_at)

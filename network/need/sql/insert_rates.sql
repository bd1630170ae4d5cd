INSERT INTO need_rate_snapshot (territory, year, rate, source, imported_at)

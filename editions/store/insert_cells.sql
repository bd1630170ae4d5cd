INSERT INTO published_cell (edition, version, component, kind, area, `from`, `to`, field, class, value)

INSERT INTO edition (number, day, cut_at, first, height, cells, events, late, why)

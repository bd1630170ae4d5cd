SELECT number, day, cut_at, first, height, cells, events, late, why FROM edition ORDER BY number

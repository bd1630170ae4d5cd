INSERT INTO published_area (edition, kind, area, members, since)

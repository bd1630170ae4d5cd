SELECT id, kind, code FROM area

INSERT INTO published_window (edition, `from`, `to`, version, final)

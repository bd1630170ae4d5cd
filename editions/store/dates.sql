-- The dates of the network that windows begin on.
SELECT day, name_fr, name_en FROM network_date FINAL ORDER BY day

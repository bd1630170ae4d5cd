-- +goose Up
-- Measures by days are brought together once a layer (queries/derived/daily_merge.sql), and not in the background. 0015 came
-- without that at first: this is for warehouses that ran it then.
ALTER TABLE derived_measure_daily /*ON CLUSTER*/ MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 1048576;

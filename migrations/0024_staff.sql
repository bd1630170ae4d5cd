-- +goose Up
-- How much help a structure's staff can give. The other columns of a snapshot are in 0002 and 0019.
ALTER TABLE structure_snapshot /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    staff_fte Nullable(Float64) COMMENT 'full-time equivalents' AFTER closed_months;
ALTER TABLE structure_snapshot /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS
    staffed_hours_week Nullable(Float64) COMMENT 'hours a week at which somebody is there to help' AFTER staff_fte;

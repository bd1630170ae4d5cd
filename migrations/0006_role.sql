-- +goose Up
-- Tokens that send nothing but read, or administer: their role; '' for a source's token, which only sends.
ALTER TABLE token /*ON CLUSTER*/ ADD COLUMN IF NOT EXISTS role LowCardinality(String) DEFAULT '' AFTER space;

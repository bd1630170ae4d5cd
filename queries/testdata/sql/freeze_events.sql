CREATE OR REPLACE TABLE frozen_event ENGINE = Memory AS SELECT * FROM located_event

CREATE TABLE facts_lock /*ON CLUSTER*/ (held UInt8) ENGINE = Memory

CREATE TABLE {name:Identifier} /*ON CLUSTER*/ (held UInt8) ENGINE = Memory

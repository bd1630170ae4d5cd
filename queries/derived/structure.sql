-- The structures, as the registry has them.
INSERT INTO derived_structure SELECT {layer:UInt64} AS layer, * FROM located_structure

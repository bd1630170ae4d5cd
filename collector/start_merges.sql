-- The parts of a load may be merged.
SYSTEM START MERGES event

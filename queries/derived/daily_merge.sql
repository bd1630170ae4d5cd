-- Brings the rows of a layer that say the same of several parts of the people together.
OPTIMIZE TABLE derived_measure_daily PARTITION ID {layer:String} FINAL

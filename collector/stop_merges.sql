-- While a warehouse is loaded its parts stay as they are: one and the same row would be merged several times over.
SYSTEM STOP MERGES event

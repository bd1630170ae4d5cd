-- Fails with the engine's own words for a text that is not exactly one statement; executes nothing of it.
SELECT formatQuery({statement:String})

-- Notes migrations as done.
INSERT INTO schema_version (version_id, is_applied) SELECT arrayJoin({versions:Array(Int64)}), 1

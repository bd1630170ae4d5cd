-- What the database's own account of its memory says, in bytes.
SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()

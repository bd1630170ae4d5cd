-- Whether rows are being rewritten, and a number that changes with each rewriting.
SELECT
    countIf(NOT is_done) > 0 AS under_way,
    sum(cityHash64(table, mutation_id)) AS state
FROM system.mutations
WHERE database = {database:String}

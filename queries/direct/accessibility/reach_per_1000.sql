-- accessibility.reach_per_1000, computed directly from the raw events, each time anew: slow, and plain to read.
WITH
    argMinIf(toString(residence), (-toInt32(day), toString(residence)), residence != '') AS lives_in,
    countIf(
        kind = 'attendance' AND audience = 'public' AND day >= {to:Date} - INTERVAL 12 MONTH
        AND (empty({structure:Array(String)}) OR structure IN {structure:Array(String)})
        AND (empty({project:Array(String)}) OR project IN {project:Array(String)})
        AND (empty({service:Array(String)}) OR hasAny(if(empty(services), ['unknown'], services), {service:Array(String)}))
        AND (empty({format:Array(String)}) OR format IN {format:Array(String)})) AS attendances
SELECT
    key,
    toNullable(sum(residents))::Nullable(Float64) AS numerator,
    toNullable(sum(inhabitants))::Nullable(Float64) AS denominator,
    if(denominator = 0, NULL, numerator / denominator * 1000) AS value,
    map('unknown', sum(of_unknown_residence)::Float64, 'outside', sum(from_outside)::Float64) AS parts
FROM
(
    -- One row a person, then one a territory.
    SELECT
        multiIf({by:String} != 'territory', 'total', rough, 'unknown', registered, lives_in, 'outside') AS key,
        toInt64({by:String} = 'territory' OR chosen) AS residents,
        toInt64(rough AND NOT chosen) AS of_unknown_residence,
        toInt64(NOT rough AND NOT registered) AS from_outside,
        toInt64(0) AS inhabitants
    FROM
    (
        SELECT
            lives_in,
            lives_in IN (SELECT code FROM territory FINAL) AS registered,
            lives_in = '' OR lives_in IN (SELECT code FROM rough_territory) AS rough,
            if(empty({territories:Array(String)}), registered, lives_in IN {territories:Array(String)}) AS chosen
        FROM
        (
            SELECT person, lives_in
            FROM effective_event
            WHERE notEmpty(person) AND day < {to:Date}
            GROUP BY person
            HAVING attendances > 0
        )
    )
    WHERE {by:String} != 'territory' OR empty({territories:Array(String)}) OR chosen
    UNION ALL
    SELECT
        if({by:String} = 'territory', code, 'total') AS key,
        toInt64(0) AS residents,
        toInt64(0) AS of_unknown_residence,
        toInt64(0) AS from_outside,
        people::Int64 AS inhabitants
    FROM territory_population
    -- By territory the lowest ones; else those of the choice that no other of the choice holds.
    WHERE if(empty({territories:Array(String)}), true, code IN {territories:Array(String)})
        AND multiIf(
            {by:String} = 'territory', code NOT IN (SELECT parent FROM territory FINAL),
            empty({territories:Array(String)}), parent NOT IN (SELECT code FROM territory FINAL),
            parent NOT IN {territories:Array(String)})
)
GROUP BY key

-- What there is to work facts out from: kinds of events, and tables with rows.
SELECT groupArray(name)
FROM
(
    SELECT DISTINCT toString(kind) AS name FROM fact_event WHERE build = {build:UInt64}
    UNION ALL
    SELECT DISTINCT table FROM system.parts WHERE database = currentDatabase() AND active AND rows > 0
)

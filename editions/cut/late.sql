-- The events of days before {final}, and those of them that arrived too late for the last version of the windows of their month: windows
-- are final {months} months after their end, or with the first edition, and an edition is cut on the {editions} days.
WITH {editions:Array(Date)} AS editions
SELECT
    count() AS events,
    countIf(received_at >= toDateTime(arrayFirst(day -> day >= addMonths(toStartOfMonth(event.day) + INTERVAL 1 MONTH, {months:UInt8}), editions) + 1, 'Europe/Paris')) AS late
FROM event
WHERE day < {final:Date}

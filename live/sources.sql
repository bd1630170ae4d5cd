-- How many events of the period each source sent that carry each trait. Periods are of whole months here: those that hold some of its days.
SELECT toString(source) AS source, toString(trait) AS trait, sum(events) AS carried
FROM trait
WHERE month >= toStartOfMonth({from:Date}) AND month < {to:Date}
GROUP BY source, trait
ORDER BY source, trait

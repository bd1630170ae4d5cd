-- The cells of an edition: of each window those of its latest version that was published by then.
SELECT version, toString(component) AS component, toString(kind) AS kind, toString(area) AS area, `from`, `to`, toString(field) AS field, toString(class) AS class, value
FROM published_cell
WHERE (edition, `from`, `to`) IN
(
    SELECT max(edition), `from`, `to` FROM published_window
    WHERE edition <= {edition:UInt32} AND edition IN (SELECT number FROM edition)
    GROUP BY `from`, `to`
)

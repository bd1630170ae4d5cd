-- How much the lists of erasures hold; rows are only ever added.
SELECT
    (SELECT count() FROM erasure) AS erasures,
    (SELECT count() FROM erased_event) AS events

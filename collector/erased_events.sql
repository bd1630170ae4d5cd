-- Every event that was erased; one may be there several times.
SELECT identity, receipt, erased_at
FROM erased_event

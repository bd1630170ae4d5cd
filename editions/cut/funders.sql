-- Who has paid something for a project.
SELECT DISTINCT toString(arrayJoin(funder)) AS funder FROM money WHERE kind = 'paid' ORDER BY funder

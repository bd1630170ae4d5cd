SELECT state
FROM meeting_freeze
WHERE meeting = {meeting:String}
ORDER BY frozen_at
LIMIT 1

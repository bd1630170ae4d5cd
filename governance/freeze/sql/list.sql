SELECT meeting, day, edition, `from`, `to`, frozen_at
FROM meeting_freeze
ORDER BY meeting, frozen_at
LIMIT 1 BY meeting

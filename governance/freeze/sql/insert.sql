INSERT INTO meeting_freeze (meeting, day, edition, `from`, `to`, state, frozen_at)

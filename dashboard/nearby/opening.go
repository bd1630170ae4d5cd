package nearby

import (
	"slices"
	"time"

	"vigie/network"
)

// Opening is when a structure can be found open, by the hours that it is usually open.
type Opening struct {
	// Known tells that its hours are, and that there are any.
	Known bool
	// Away tells that it is closed for the whole month.
	Away bool
	// Open tells that it is open now, until the minute At; else it opens next then. At is in minutes since Monday 00:00, below a week.
	Open bool
	At   int
}

const week = 7 * 24 * 60 // minutes

// OpeningAt is when a structure can be found open, from a time in its own zone on.
func OpeningAt(s network.Structure, now time.Time) Opening {
	switch {
	case slices.Contains(s.ClosedMonths, int(now.Month())):
		return Opening{Known: true, Away: true}
	case !s.HoursKnown || len(s.Week) == 0:
		return Opening{}
	}
	minute := (int(now.Weekday())+6)%7*24*60 + now.Hour()*60 + now.Minute()
	soonest := week
	for _, span := range s.Week {
		if since := wrapped(minute - span[0]); since < span[1]-span[0] {
			return Opening{Known: true, Open: true, At: closing(s.Week, span[1])}
		}
		soonest = min(soonest, wrapped(span[0]-minute))
	}
	return Opening{Known: true, At: (minute + soonest) % week}
}

// wrapped is a number of minutes within a week.
func wrapped(minutes int) int { return (minutes%week + week) % week }

// closing is when a span that ends at a minute really closes: spans can follow each other without a break.
func closing(spans [][2]int, end int) int {
	for range spans {
		next := slices.IndexFunc(spans, func(span [2]int) bool { return span[0] == end%week })
		if next < 0 {
			break
		}
		end = spans[next][1]
	}
	return end % week
}

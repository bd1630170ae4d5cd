package dashboard

import (
	"math"

	"vigie/network"
	"vigie/queries/quality"
)

// silenceLimits end the classes in which it is told how long a structure has been silent: the very day of an event is one on which somebody came.
var silenceLimits = []int{30, silentAfter}

// silence says how long ago the last event of a structure was.
func (q *qualitySheets) silence(x network.Structure) string {
	class := q.silenceClass(x)
	if class > len(silenceLimits) {
		return q.t("quality.never")
	}
	return q.span(class, silenceLimits)
}

// silenceClass is the number of the class of a structure's silence; the last one is for those that never sent anything.
func (q *qualitySheets) silenceClass(x network.Structure) int {
	days, ever := q.since(x)
	if !ever {
		return len(silenceLimits) + 1
	}
	for class, limit := range silenceLimits {
		if days <= limit {
			return class
		}
	}
	return len(silenceLimits)
}

// lateness says how much of what a structure sends comes late.
func (q *qualitySheets) lateness(r quality.Reporting) string {
	switch n := late(r); {
	case r.Events == 0:
		return ""
	case 2*n > int(r.Events):
		return q.t("quality.lateness.mostly")
	case 10*n > int(r.Events):
		return q.t("quality.lateness.often")
	}
	return q.t("quality.lateness.seldom")
}

// rough tells of a number of events only how large it is about: each of them may be somebody's.
func (q *qualitySheets) rough(n int) string {
	low := 1
	for _, high := range []int{10, 100, 1000} {
		if n <= high {
			return q.t("quality.rough.between", "low", q.integer(float64(low)), "high", q.integer(float64(high)))
		}
		low = high + 1
	}
	return q.t("quality.rough.over", "low", q.integer(1000))
}

// roughShare is a share to the nearest twentieth.
func roughShare(n, of int) float64 { return math.Round(20*float64(n)/float64(of)) / 20 }

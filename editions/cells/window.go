package cells

import (
	"slices"
	"time"

	"vigie/queries/period"
)

// Kinds of windows.
const (
	Month    = "month"
	Quarter  = "quarter"
	Half     = "half"     // January to June, January to September
	Year     = "year"     // 12 months to a quarter's end
	December = "december" // the years that end on 31 December
	Since    = "since"    // from a date of the network on to a quarter's end, where that is none of the others
)

// calendar are the kinds that the calendar has, the shortest first; windowKinds are all.
var (
	calendar    = []string{Month, Quarter, Half, Year, December}
	windowKinds = append(slices.Clone(calendar), Since)
)

// Meet tells whether two lists of kinds have one in common.
func Meet(kinds, others []string) bool {
	return slices.ContainsFunc(kinds, func(kind string) bool { return slices.Contains(others, kind) })
}

// Calendar are the kinds of windows that the calendar has, the shortest first.
func Calendar() []string { return slices.Clone(calendar) }

// WindowsTo lists the windows of a kind that lie between two firsts of months, by their ends. The first of a network is the month of its first event.
func WindowsTo(kind string, first, last time.Time) (all []period.Window) {
	for to := first; !to.After(last); to = to.AddDate(0, 1, 0) {
		for _, w := range EndingAt(kind, to) {
			if !w.From.Before(first) {
				all = append(all, w)
			}
		}
	}
	return all
}

// EndingAt are the windows of a kind that end at the first of a month.
func EndingAt(kind string, to time.Time) []period.Window {
	back := func(months int) []period.Window { return []period.Window{{From: to.AddDate(0, -months, 0), To: to}} }
	quarter := endsQuarter(to)
	switch {
	case kind == Month:
		return back(1)
	case kind == Quarter && quarter:
		return back(3)
	case kind == Half && to.Month() == time.July:
		return back(6)
	case kind == Half && to.Month() == time.October:
		return back(9)
	case kind == Year && quarter, kind == December && to.Month() == time.January:
		return back(12)
	}
	return nil
}

// SinceTo lists the windows from a date of the network, the first of a month, to the quarters' ends up to a day.
func SinceTo(date, last time.Time) (all []period.Window) {
	for to := date.AddDate(0, 1, 0); !to.After(last); to = to.AddDate(0, 1, 0) {
		if endsQuarter(to) {
			all = append(all, period.Window{From: date, To: to})
		}
	}
	return all
}

func endsQuarter(to time.Time) bool { return int(to.Month())%3 == 1 }

// PublishedKinds are the kinds that a window which an edition brought is of: one that the calendar does not have is since a date of the network.
func PublishedKinds(w period.Window) []string {
	if kinds := KindsOf(w); len(kinds) > 0 {
		return kinds
	}
	return []string{Since}
}

// KindsOf are the kinds of the calendar that a window is of: none where it is no window of that.
func KindsOf(w period.Window) (kinds []string) {
	for _, kind := range calendar {
		if w.To.Day() == 1 && slices.Contains(EndingAt(kind, w.To), w) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// FinalAfter is how many months after its end a window has its last version.
const FinalAfter = 3

// Final tells whether an edition of a day gives a window its last version.
func Final(w period.Window, day time.Time) bool { return !w.To.AddDate(0, FinalAfter, 0).After(day) }

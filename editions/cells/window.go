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
)

// windowKinds are all, the shortest first.
var windowKinds = []string{Month, Quarter, Half, Year, December}

// Meet tells whether two lists of kinds have one in common.
func Meet(kinds, others []string) bool {
	return slices.ContainsFunc(kinds, func(kind string) bool { return slices.Contains(others, kind) })
}

// WindowKinds are all kinds of windows, the shortest first.
func WindowKinds() []string { return slices.Clone(windowKinds) }

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
	quarter := int(to.Month())%3 == 1
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

// KindsOf are the kinds that a window is of: none where it is no window of the list.
func KindsOf(w period.Window) (kinds []string) {
	for _, kind := range windowKinds {
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

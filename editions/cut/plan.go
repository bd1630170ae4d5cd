package cut

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/period"
)

// maxVersions is how often a window is published at most: up to six components count nearly the same people, and twelve draws of one set are the most
// that its protection bears.
const maxVersions = 2

// calendar is what windows there are of: from the month of the first event on, and since the network's dates.
type calendar struct {
	first time.Time
	since []store.Date
}

// due are the windows that an edition of a day brings, given those that were published before: those that have ended since, and those
// whose last version is due.
func due(from calendar, day time.Time, before []store.Edition) (all []store.Window) {
	published := make(map[period.Window]store.Window)
	for _, w := range store.Latest(before) {
		published[w.Window] = w
	}
	for _, w := range ended(from, day) {
		next := store.Window{Window: w, Version: 1, Final: cells.Final(w, day)}
		if last, known := published[w]; known {
			if last.Final || !next.Final {
				continue
			}
			next.Version = last.Version + 1
		}
		all = append(all, next)
	}
	return all
}

// again are windows of the last editions that are to be published anew, each once: each must have a version left beside the last one, which comes
// by itself.
func again(wanted []period.Window, day time.Time, before []store.Edition) (all []store.Window, err error) {
	latest := store.Latest(before)
	for _, w := range wanted {
		at := slices.IndexFunc(latest, func(known store.Window) bool { return known.Window == w })
		if at < 0 {
			return nil, NotPublishedError{w, latest}
		}
		next := store.Window{Window: w, Version: latest[at].Version + 1, Final: latest[at].Final || cells.Final(w, day)}
		switch {
		case next.Version > maxVersions:
			return nil, NoVersionLeftError{w}
		case next.Version == maxVersions && !next.Final:
			return nil, LastToComeError{w}
		}
		if !slices.Contains(all, next) {
			all = append(all, next)
		}
	}
	return all, nil
}

// ended are all windows of the list that have ended by a day.
func ended(from calendar, day time.Time) []period.Window {
	all := make(map[period.Window]bool)
	for _, kind := range cells.Calendar() {
		for _, w := range cells.WindowsTo(kind, from.first, period.MonthOf(day)) {
			all[w] = true
		}
	}
	for _, d := range from.since {
		for _, w := range cells.SinceTo(d.Day, period.MonthOf(day)) {
			all[w] = true
		}
	}
	return slices.SortedFunc(maps.Keys(all), func(a, b period.Window) int { return cmp.Or(a.To.Compare(b.To), b.From.Compare(a.From)) })
}

// Package store keeps what is published: editions, their windows, areas and cells. An edition is there once it is whole, and never changes.
package store

import (
	"cmp"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/queries/period"
)

// Edition is what was published at once.
type Edition struct {
	// Number grows by one with each edition.
	Number uint32 `ch:"number"`
	// Day is midnight UTC of the day of Europe/Paris as of which it is.
	Day time.Time `ch:"day"`
	// CutAt is when it was cut (UTC).
	CutAt time.Time `ch:"cut_at"`
	// First is the first day of the month of the network's first event.
	First time.Time `ch:"first"`
	// Height is how many levels the published territories are above the lowest ones.
	Height uint8 `ch:"height"`
	// Cells is how many numbers it brought.
	Cells uint64 `ch:"cells"`
	// Events are those in the windows that have their last version, Late those of them that came after it.
	Events uint64 `ch:"events"`
	Late   uint64 `ch:"late"`
	// Why is said of a reissue; else empty.
	Why string `ch:"why"`
	// Windows are those that it brought.
	Windows []Window `ch:"-"`
	// Areas are those that with it hold others than before, or none any more.
	Areas []Area `ch:"-"`
	// Dates are those of the network as of it, where it is cut or read from its file.
	Dates []Date `ch:"-"`
}

// Window is a window in the version in which an edition brought it.
type Window struct {
	period.Window
	Edition uint32
	// Version is 1 where the window was published for the first time.
	Version uint16
	// Final tells that no later edition replaces it by itself.
	Final bool
}

// Cell is a published number.
type Cell struct {
	cells.Cell
	Version uint16
	Value   float64
}

// Compare orders cells by what they are of.
func (c Cell) Compare(d Cell) int {
	return cmp.Or(c.Cell.Compare(d.Cell), cmp.Compare(c.Version, d.Version))
}

// Latest gives, of some editions, the latest version of each window, the latest window first and of those with one end the shortest.
func Latest(editions []Edition) []Window {
	latest := make(map[period.Window]Window)
	for _, e := range editions {
		for _, w := range e.Windows {
			latest[w.Window] = w
		}
	}
	all := make([]Window, 0, len(latest))
	for _, w := range latest {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b Window) int { return cmp.Or(b.To.Compare(a.To), b.From.Compare(a.From)) })
	return all
}

// LatestOf is, of windows as Latest orders them, the latest of a kind; false where there is none.
func LatestOf(windows []Window, kind string) (period.Window, bool) {
	for _, w := range windows {
		if slices.Contains(cells.KindsOf(w.Window), kind) {
			return w.Window, true
		}
	}
	return period.Window{}, false
}

// Usual is, of windows as Latest orders them, the one that is shown unasked: the 12 months to the last published quarter's end, else what comes
// nearest to that.
func Usual(windows []Window) period.Window {
	for _, kind := range []string{cells.Year, cells.Half, cells.Quarter, cells.Month} {
		if w, ok := LatestOf(windows, kind); ok {
			return w
		}
	}
	return period.Window{}
}

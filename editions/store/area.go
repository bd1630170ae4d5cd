package store

import (
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/queries/period"
)

// Area is what an area of several lowest territories holds from an edition on. What holds others is another area, whatever it is called.
type Area struct {
	cells.Area
	Edition uint32
	// Members are the codes of the lowest territories, sorted; none of an area that is not there any more, or holds one alone.
	Members []string
	// Since is the day (midnight UTC) after which windows end that have cells of the area: Always, Never, or that of the edition in which it was first so.
	Since time.Time
}

var (
	// Always is since when the areas of the first edition are counted.
	Always = time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)
	// Never is of a group that is one too many.
	Never = time.Date(2149, time.June, 6, 0, 0, 0, 0, time.UTC)
)

// Counts tells whether a window has cells of the area as it is.
func (a Area) Counts(w period.Window) bool { return w.To.After(a.Since) }

// Same tells whether an area holds the same and is counted for the same windows.
func (a Area) Same(b Area) bool { return slices.Equal(a.Members, b.Members) && a.Since.Equal(b.Since) }

// Areas are what areas held, edition by edition.
type Areas struct {
	of    map[cells.Area][]Area
	first uint32 // the first edition of which that is known
}

// AreasOf gathers what areas held by some editions, the first one first.
func AreasOf(editions []Edition) Areas {
	areas := Areas{of: make(map[cells.Area][]Area)}
	for _, e := range editions {
		for _, a := range e.Areas {
			if len(areas.of) == 0 {
				areas.first = e.Number
			}
			areas.of[a.Area] = append(areas.of[a.Area], a)
		}
	}
	return areas
}

// Known tells whether any edition told what areas held: all do since that is kept.
func (s Areas) Known() bool { return len(s.of) > 0 }

// At is what an area held as of an edition; nothing where it held one territory alone, or was not there. What was held before that was kept is taken
// for what was when it was kept first.
func (s Areas) At(area cells.Area, edition uint32) (held Area) {
	for _, a := range s.of[area] {
		if a.Edition <= max(edition, s.first) {
			held = a
		}
	}
	return held
}

// Each gives all that areas ever held to take.
func (s Areas) Each(take func(Area)) {
	for _, rows := range s.of {
		for _, a := range rows {
			take(a)
		}
	}
}

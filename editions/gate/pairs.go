package gate

import (
	"cmp"
	"slices"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/period"
)

// Pair is two structures of which one sent people to the other in a year: that it did is exact, how often is told in classes. Only this package
// makes one.
type Pair struct{ pair }

type pair struct {
	// Sender and Receiver are ids.
	Sender, Receiver string
	// Width is the class of how many were sent, by its place in cells.Widths: 0 where no more is told than that somebody was.
	Width int
	// Least is the least number of the class, Below the least of the next one; 0 for none.
	Least, Below int
}

// Told tells whether it is told how often, if only in classes.
func (p Pair) Told() bool { return p.Width > 0 }

// pairs are all that is published, by their year.
type pairs map[period.Window][]Pair

// add takes a cell where it is of a pair.
func (all pairs) add(c store.Cell) {
	if c.Component != cells.Pairs {
		return
	}
	p := pair{Sender: c.Area.Code, Receiver: c.Key, Width: slices.Index(cells.Widths, c.Value), Least: int(c.Value)}
	if next := p.Width + 1; next < len(cells.Widths) {
		p.Below = int(cells.Widths[next])
	}
	all[c.Window] = append(all[c.Window], Pair{p})
}

func (all pairs) sort() {
	for _, of := range all {
		slices.SortFunc(of, func(a, b Pair) int {
			return cmp.Or(cmp.Compare(a.Sender, b.Sender), cmp.Compare(a.Receiver, b.Receiver))
		})
	}
}

// Pairs are those of the year that a window ends in, or of the last published one before, by sender and receiver. The error is an UnpublishedError
// where there is none.
func (p *Publication) Pairs(w period.Window) (year period.Window, all []Pair, err error) {
	kinds := p.list.KindsOfFamily(cells.Edges, cells.Structure, "")
	var years []period.Window
	for _, known := range p.latest {
		if !cells.Meet(kinds, cells.KindsOf(known.Window)) {
			continue
		}
		if known.From.Before(w.To) {
			return known.Window, slices.Clone(p.pairs[known.Window]), nil
		}
		years = append(years, known.Window)
	}
	return year, nil, UnpublishedError{Window: w, Nearest: nearestTo(w, years), Later: len(years) == 0}
}

// Package partners tells who sends people to whom: published pairs of structures with where they stand, put together by place or by structure.
package partners

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"vigie/dashboard/scope"
	"vigie/editions/gate"
	"vigie/network"
)

// Pair is a published pair, and the territories of the published level that its ends stand in: codes, empty for none.
type Pair struct {
	gate.Pair
	From, To string
}

// Year is the pairs of a calendar year.
type Year struct {
	From, To time.Time // To is the first day after it
	Pairs    []Pair
}

// Number is that of the year.
func (y Year) Number() string { return strconv.Itoa(y.From.Year()) }

// LastDay is the last one of the year.
func (y Year) LastDay() string { return y.To.AddDate(0, 0, -1).Format(time.DateOnly) }

// Of is the year that a scope's window ends in, or the last one before. The error is a gate.UnpublishedError where none is published.
func Of(s *scope.Scope) (Year, error) {
	w, published, err := s.Published.Pairs(s.Window)
	of, stands := Year{From: w.From, To: w.To}, Standing(s)
	for _, p := range published {
		of.Pairs = append(of.Pairs, Pair{Pair: p, From: stands(p.Sender), To: stands(p.Receiver)})
	}
	return of, err
}

// Touching are the pairs that have an end in a place.
func Touching(all []Pair, inside func(code string) bool) (some []Pair) {
	for _, p := range all {
		if inside(p.From) || inside(p.To) {
			some = append(some, p)
		}
	}
	return some
}

// Standing tells of a structure's id the territory of the published level in which it stands; empty for none.
func Standing(s *scope.Scope) func(structure string) string {
	published := make(map[string]bool)
	for _, t := range s.Lowest() {
		published[t.Code] = true
	}
	at := make(map[string]string, len(s.Structures))
	for _, one := range s.Structures {
		at[one.ID] = s.Nearest(one.Territory, func(code string) bool { return published[code] })
	}
	return func(structure string) string { return at[structure] }
}

// Named finds structures by their ids; one that the registry does not have any more is called by its id.
func Named(s *scope.Scope) func(id string) network.Structure {
	of := make(map[string]network.Structure, len(s.Structures))
	for _, one := range s.Structures {
		of[one.ID] = one
	}
	return func(id string) network.Structure {
		if one, known := of[id]; known {
			return one
		}
		return network.Structure{ID: id, Name: id}
	}
}

// Tie is all pairs from one end to another.
type Tie struct {
	From, To string
	Pairs    int
	Widest   gate.Pair // one that no other is wider than
}

// Ties puts pairs together by the ends that by gives them, those with the most pairs first.
func Ties(all []Pair, by func(Pair) (from, to string)) []Tie {
	at, ties := make(map[[2]string]int), []Tie(nil)
	for _, p := range all {
		from, to := by(p)
		n, known := at[[2]string{from, to}]
		if !known {
			n = len(ties)
			at[[2]string{from, to}], ties = n, append(ties, Tie{From: from, To: to, Widest: p.Pair})
		}
		if ties[n].Pairs++; p.Width > ties[n].Widest.Width {
			ties[n].Widest = p.Pair
		}
	}
	slices.SortFunc(ties, func(a, b Tie) int {
		return cmp.Or(b.Pairs-a.Pairs, b.Widest.Width-a.Widest.Width, cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return ties
}

// ByPlace are the ends of pairs as places.
func ByPlace(p Pair) (from, to string) { return p.From, p.To }

// Reach is how many others an end sends people to, and how many it exchanges with, one way or the other.
type Reach struct{ Sends, Partners int }

// Reaches are those of all ends of ties.
func Reaches(ties []Tie) map[string]Reach {
	linked := make(map[[2]string]bool)
	of := make(map[string]Reach)
	for _, t := range ties {
		from, to := of[t.From], of[t.To]
		if t.From == t.To {
			of[t.From] = from
			continue
		}
		from.Sends++
		if !linked[[2]string{t.To, t.From}] {
			from.Partners++
			to.Partners++
		}
		linked[[2]string{t.From, t.To}] = true
		of[t.From], of[t.To] = from, to
	}
	return of
}

// Hubs are the ends among some that exchange with the most others, sorted; none where all exchange with nobody.
func Hubs(of map[string]Reach, among []string) (ends []string, partners int) {
	for _, end := range among {
		partners = max(partners, of[end].Partners)
	}
	if partners == 0 {
		return nil, 0
	}
	for _, end := range among {
		if of[end].Partners == partners {
			ends = append(ends, end)
		}
	}
	slices.Sort(ends)
	return ends, partners
}

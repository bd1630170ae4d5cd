package chart

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Slope shows how a ranking changes: a line each from its place before to its place after. A script has no part in it.
type Slope struct {
	Label string // what it shows, for those who do not see it
	// Lines go from one side to the other; those that moved are the last, and lie on the others.
	Lines []SlopeLine
	// Before and After are the two sides, from the first place to the last.
	Before, After []Step
	// Long tells that there are names of several lines, so that rows need the room for them.
	Long bool
}

// SlopeLine is where a line begins and ends, from the top.
type SlopeLine struct {
	From, To string
	Moved    bool
}

// Step is something at its place in a ranking, before and after.
type Step struct {
	Key, Name     string
	Before, After int // places from 1 on
}

// Moved tells whether its place changes.
func (s Step) Moved() bool { return s.Before != s.After }

// Distance is how many places it goes.
func (s Step) Distance() int { return max(s.Before-s.After, s.After-s.Before) }

// MaxSlopes bounds a chart: of more only those are drawn that move furthest.
const MaxSlopes = 40

// Slopes draws steps, or of too many those that move furthest; left tells how many are left out.
func Slopes(label string, all []Step) (s *Slope, left int) {
	all = slices.Clone(all)
	if left = max(0, len(all)-MaxSlopes); left > 0 {
		slices.SortStableFunc(all, func(a, b Step) int { return cmp.Compare(b.Distance(), a.Distance()) })
		all = all[:MaxSlopes]
	}
	// Those that tie on one side are there in the order of the other, so that lines cross only where places do.
	slices.SortStableFunc(all, before)
	long := func(one Step) bool { return utf8.RuneCountInString(one.Name) > longestName }
	s = &Slope{Label: label, After: slices.Clone(all), Long: slices.ContainsFunc(all, long)}
	slices.SortStableFunc(s.After, func(a, b Step) int { return cmp.Compare(a.After, b.After) })
	s.Before = slices.Clone(s.After)
	slices.SortStableFunc(s.Before, before)
	height := func(at int) string { return percent(100 * (float64(at) + 0.5) / float64(len(all))) }
	for from, one := range s.Before {
		s.Lines = append(s.Lines, SlopeLine{height(from), height(slices.Index(s.After, one)), one.Moved()})
	}
	slices.SortStableFunc(s.Lines, func(a, b SlopeLine) int { return last(a.Moved, b.Moved) })
	return s, left
}

func before(a, b Step) int { return cmp.Compare(a.Before, b.Before) }

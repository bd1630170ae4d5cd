package main

import (
	"fmt"
	"math"
)

// identity looks for answers that are equal because what they count is, across the versions of a window. A reader takes from them that
// nobody came between. With noise that is drawn anew as many are equal by chance.
func (s *site) identity() result {
	r := result{attack: "5 identity: equal answers"}
	var n, same, equal, equalSame, expected, expectedSame, spread float64
	pair := func(value, other float64, exact, then int) {
		d := then - exact
		p := alike(exact, then)
		n, expected, spread = n+1, expected+p, spread+p*(1-p)
		if d == 0 {
			same, expectedSame = same+1, expectedSame+p
		}
		if value == other {
			if equal++; d == 0 {
				equalSame++
			}
		}
	}
	before := make(map[cell]int) // the edition that had it first
	for i, e := range s.editions {
		for c, value := range e.shown {
			if !noised(c.component) || steps(c.component) > 1 {
				continue
			}
			if first, again := before[c]; again {
				pair(s.editions[first].shown[c], value, s.editions[first].truth[c], e.truth[c])
			}
			before[c] = i
		}
	}
	r.failed = math.Abs(equal-expected) > 5*math.Sqrt(spread)
	r.note = fmt.Sprintf("%.0f pairs of versions, of which %.1f %% count the same; %.0f are equal (%.0f by chance), of which %.1f %% count the same (%.1f %% by chance)",
		n, 100*same/n, equal, expected, 100*equalSame/max(equal, 1), 100*expectedSame/max(expected, 1))
	return r
}

// alike is how likely two draws of counts are published as the same number, where both are shown.
func alike(exact, then int) float64 {
	same := 0.0
	for value := max(exact, then) - 10; value <= min(exact, then)+10; value++ {
		if value >= shownFrom {
			same += likely(value-exact) * likely(value-then)
		}
	}
	shown := func(n int) float64 { return 1 - upTo(shownFrom-1-n) }
	if same == 0 {
		return 0
	}
	return same / (shown(exact) * shown(then))
}

// sumsTell looks whether sums, of minutes and of gains, tell more than their noise: it is of whole steps, so what is left beside the steps would be
// exact. Two versions that leave the same have counted the same; and what margins leave is that of what they hide.
func (s *site) sumsTell() result {
	r := result{attack: "8 sums: what the steps leave"}
	first := make(map[cell]int)
	changed, told := 0, 0
	var unchanged []bool
	for i, e := range s.editions {
		for c, value := range e.shown {
			step := steps(c.component)
			if step == 1 {
				continue
			}
			if math.Mod(value, step) != 0 {
				told++
			}
			if v, again := first[c]; again {
				differs := math.Mod(value-s.editions[v].shown[c], step) != 0
				if differs {
					changed++
				} else {
					unchanged = append(unchanged, s.editions[v].truth[c] == e.truth[c])
				}
			}
			first[c] = i
		}
	}
	if changed > 0 {
		// Then what is left tells changes from none.
		for _, right := range unchanged {
			if r.claims++; right {
				r.right++
			}
		}
	}
	r.failed = told > 0
	r.note = fmt.Sprintf("%d sums leave something beside the steps, %d pairs of versions are told to differ by them", told, changed)
	return r
}

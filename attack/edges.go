package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"vigie/editions/cells"
)

// pairOf is the cell of a pair of structures in a year.
func pairOf(from, to string, year span) cell {
	return cell{kind: cells.Structure, area: from, field: cells.Receiver, class: to}.of(cells.Pairs, year)
}

// calendarYears are the published years of pairs.
func (s *site) calendarYears() []span { return s.spans(cells.December) }

// togetherExactly wants pairs to be published where somebody was sent, and nowhere else, each with the width of its stored number; and drawn once where
// a pair has all that was sent in a territory.
func (s *site) togetherExactly() result {
	r := result{attack: "1 surface: pairs exact, widths of stored numbers"}
	compared, wrong, whole, apart := 0, 0, 0, 0
	for _, e := range s.editions {
		for c, value := range e.stored {
			if c.component != cells.Pairs {
				continue
			}
			compared++
			if e.truth[c] == 0 || e.shown[c] != s.list.Told(c.component, value) {
				wrong++
			}
			for _, a := range s.shape.areas(s.house(c.area).place) {
				all := c
				all.component, all.kind, all.area, all.field, all.class = "sent", a.Kind, a.Code, "", ""
				if e.truth[all] == e.truth[c] && s.listed(all) {
					if whole++; e.stored[all] != value {
						apart++
					}
				}
			}
		}
		for c, n := range e.truth {
			if _, there := e.shown[c]; c.component == cells.Pairs && n > 0 && s.listed(c) && !there {
				wrong++
			}
		}
	}
	r.failed = wrong > 0 || compared == 0 || apart > 0
	r.note = fmt.Sprintf("%d pairs, %d wrong; %d areas with one pair alone, %d drawn apart", compared, wrong, whole, apart)
	return r
}

// seesWidth is what the width of a pair tells of how often somebody was sent, where it is published that somebody was. What has a later version may have
// changed since.
func seesWidth(width float64, last bool) *weight {
	low, high := math.Inf(-1), math.Inf(1)
	at := slices.Index(cells.Widths, width)
	if at > 0 {
		low = width
	}
	if at+1 < len(cells.Widths) {
		high = cells.Widths[at+1]
	}
	w := &weight{logs: []float64{-10 * steep}}
	for n := 1; n <= 400; n++ {
		p := upTo(int(min(high, 1e6))-1-n) - upTo(int(max(low, -1e6))-1-n)
		if !last {
			p = 0.98*p + 0.02
		}
		w.logs = append(w.logs, logOf(p, 1))
	}
	return w
}

// edges reconstructs how often structures sent people to each other, from their widths and from all that is published of what was sent.
func (s *site) edges(sweeps int) result {
	r := result{attack: "8 edges: widths of pairs"}
	random := rand.New(rand.NewPCG(s.seed, 8))
	var judged guesses
	for _, year := range s.calendarYears() {
		m, targets := s.believePairs(year)
		for i, posterior := range m.posteriors(random, targets, sweeps) {
			judged.judge(&r, posterior, targets[i].exact)
		}
		r.note += fmt.Sprintf("%d unknown, %d sums; ", len(m.atoms), len(m.sums))
	}
	judged.finish(&r)
	return r
}

// believePairs makes the attacker's model of a year: a number a pair and quarter is not known.
func (s *site) believePairs(year span) (*model, []targeted) {
	m := &model{}
	quarters := slices.DeleteFunc(s.spans(cells.Quarter), func(q span) bool { return q.from < year.from || q.to > year.to })
	wide := slices.DeleteFunc(slices.Concat(quarters, s.spans(cells.Half), []span{year}), func(w span) bool { return w.from < year.from || w.to > year.to })
	versions := s.versions(year.from.String(), year.to.String())
	var targets []targeted
	sums := make(map[cell][]int32) // of what is published of all that was sent, the numbers that make it up
	latest := s.editions[versions[len(versions)-1]]
	for _, from := range s.houses {
		for _, to := range s.houses {
			c := pairOf(from.id, to.id, year)
			if _, together := latest.shown[c]; !together {
				continue
			}
			var atoms []int32
			for range quarters {
				atoms = append(atoms, m.atom(1, int(latest.shown[c]+3)/4))
			}
			for n, i := range versions {
				if width, known := s.editions[i].shown[c]; known {
					m.weighed(atoms, seesWidth(width, n == len(versions)-1))
				}
			}
			targets = append(targets, targeted{atoms, s.exact(c)})
			for _, a := range s.shape.areas(from.place) {
				for _, w := range wide {
					all := cell{kind: a.Kind, area: a.Code}.of("sent", w)
					sums[all] = append(sums[all], inside(w, quarters, atoms)...)
				}
			}
		}
	}
	for _, c := range inOrder(sums) {
		m.look(sums[c], s.looks(c))
	}
	return m, targets
}

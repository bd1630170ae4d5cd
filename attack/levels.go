package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"vigie/editions/cells"
)

// replays is how often the published levels are drawn anew beside what the editions drew: there are few people to try, and with fewer draws
// chance alone takes the share that is guessed over its bound (it is 33.8 % in the long run).
const replays = 1000

// levels tries to tell the level of one newly assessed person from the two versions of a year, all others of the territory being still.
func (s *site) levels() result {
	r := result{attack: "6 levels: one newly assessed", allowed: overPrior * 0.25}
	random := rand.New(rand.NewPCG(s.seed, 6))
	shown := 0
	for _, nth := range s.late {
		f := s.findings[nth]
		territory := ""
		for _, a := range s.shape.areas(f.place) {
			if a.Kind == cells.Territory {
				territory = a.Code
			}
		}
		for _, w := range s.spans(cells.Year) {
			versions := s.versions(w.from.String(), w.to.String())
			if len(versions) < 2 || f.day >= w.to || f.since <= versions[0] || f.since > versions[1] {
				continue
			}
			// What is hidden of a level can be told where the others and all of them together are shown: the attacker knows every one.
			var grown [4]int
			for level, name := range levelNames {
				c := cell{component: name, kind: cells.Territory, area: territory}.of(name, w)
				before, after := s.editions[versions[0]], s.editions[versions[1]]
				grown[level] = int(after.stored[c] - before.stored[c])
				if _, ok := after.shown[c]; ok {
					shown++
				}
			}
			r.level(grown, f.level-1)
			for range replays {
				for level := range grown {
					before := drawn(random)
					grown[level] = drawn(random) - before
				}
				grown[f.level-1]++
				r.level(grown, f.level-1)
			}
		}
	}
	r.prior = r.targets / 4
	r.note = fmt.Sprintf("%d people, each with %d further draws; %d levels shown", r.targets/(replays+1), replays, shown)
	return r
}

// level judges what is believed of a level by how much each level's number grew.
func (r *result) level(grown [4]int, exact int) {
	var posterior [4]float64
	whole := 0.0
	for level := range posterior {
		posterior[level] = 1
		for other, by := range grown {
			if other == level {
				by--
			}
			posterior[level] *= apart(by) + 1e-9
		}
		whole += posterior[level]
	}
	best := slices.Index(posterior[:], slices.Max(posterior[:]))
	r.targets++
	if best == exact {
		r.guessed++
	}
	if posterior[best] > sure*whole {
		if r.claims++; best == exact {
			r.right++
		}
	}
}

// drawn draws noise from the table.
func drawn(random *rand.Rand) int {
	for at, e := random.Float64(), -10; ; e++ {
		if at -= likely(e); at < 0 || e == 10 {
			return e
		}
	}
}

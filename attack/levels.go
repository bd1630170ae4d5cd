package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"vigie/editions/cells"
)

// replays is how often the published levels are drawn anew beside what the editions drew: there are few people to try, and with fewer draws
// chance alone takes the share that is guessed over its bound (it is 33.8 % in the long run).
const replays = 1000

// levels tries to tell the level of one newly assessed person from the two versions of a year. What came of others the attacker knows.
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
			before, after := s.editions[versions[0]], s.editions[versions[1]]
			r.grown(random, before, after, f.level-1, func(name string) cell {
				c := cell{kind: cells.Territory, area: territory}.of(name, w)
				if _, ok := after.shown[c]; ok {
					shown++
				}
				return c
			})
		}
	}
	r.prior = r.targets / 4
	r.note = fmt.Sprintf("%d people, each with %d further draws; %d levels shown", r.targets/(replays+1), replays, shown)
	return r
}

// grown judges what the cells of four levels tell of the exact one's person, when all that came of others is taken off: by how much they grew between two
// editions, and then by numbers drawn anew.
func (r *result) grown(random *rand.Rand, before, after cutEdition, exact int, of func(name string) cell) {
	var grew [4]int
	for level, name := range levelNames {
		c := of(name)
		grew[level] = int(after.stored[c]-before.stored[c]) - (after.truth[c] - before.truth[c])
	}
	grew[exact]++
	r.level(grew, exact)
	for range replays {
		for level := range grew {
			first := drawn(random)
			grew[level] = drawn(random) - first
		}
		grew[exact]++
		r.level(grew, exact)
	}
}

// passages tries to tell the level of a person who is assessed again between the two versions of a year, from the first level, that the attacker knows,
// and from what else came of others, that the attacker knows too.
func (s *site) passages() result {
	r := result{attack: "6 passages: one newly assessed again", allowed: overPrior * 0.25}
	random := rand.New(rand.NewPCG(s.seed, 66))
	people := make(map[int][]finding)
	for _, f := range s.findings {
		people[f.person] = append(people[f.person], f)
	}
	for _, nth := range slices.Sorted(maps.Keys(people)) {
		of := people[nth]
		if len(of) != 2 || of[0].level == 4 || of[1].day < of[0].day+14 || of[0].until != never || of[1].until != never {
			continue
		}
		first, last := of[0], of[1]
		for _, w := range s.spans(cells.Year) {
			versions := s.versions(w.from.String(), w.to.String())
			if len(versions) < 2 || last.day < w.from || last.day >= w.to || first.since > versions[0] || last.since <= versions[0] || last.since > versions[1] {
				continue
			}
			before, after := s.editions[versions[0]], s.editions[versions[1]]
			r.grown(random, before, after, last.level-1, func(name string) cell {
				return cell{kind: cells.Group, area: cells.Network}.of(levelNames[first.level-1]+"_to_"+name, w)
			})
		}
	}
	r.prior = r.targets / 4
	r.note = fmt.Sprintf("%d people, each with %d further draws", r.targets/(replays+1), replays)
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

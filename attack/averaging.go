package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/queries/indicator"
)

// partition splits the people of each published territory into parts that have cells of their own.
type partition struct {
	name string
	// parts are those of a territory, without component and window; keys tell which parts of different territories are added up in groups.
	parts map[string][]cell
	keys  bool
	// once tells that each person is in one part only.
	once bool
}

// partitions are those that the closed list offers.
func (s *site) partitions() (all []partition) {
	territories, places := s.territories()
	for _, field := range []string{"age_band", "activity", "gender", "format"} {
		p := partition{name: field, parts: make(map[string][]cell), keys: true, once: field != "format"}
		for _, t := range territories {
			for _, c := range indicator.Classes(field) {
				p.parts[t] = append(p.parts[t], cell{kind: cells.Territory, area: t, field: field, class: c.Key})
			}
		}
		all = append(all, p)
	}
	structures, communes := partition{name: "structure", parts: make(map[string][]cell)}, partition{name: "commune", parts: make(map[string][]cell)}
	for _, t := range territories {
		for _, h := range s.houses {
			if slices.Contains(places[t], h.place) {
				structures.parts[t] = append(structures.parts[t], cell{kind: cells.Structure, area: h.id})
			}
		}
		for _, place := range places[t] {
			communes.parts[t] = append(communes.parts[t], cell{kind: cells.Commune, area: place})
		}
	}
	all = append(all, structures)
	if s.shape.name == "rural" {
		all = append(all, communes)
	}
	return all
}

func (c cell) of(component string, w span) cell {
	c.component, c.from, c.to = component, w.from.String(), w.to.String()
	return c
}

// quarterly are the atoms of a part in a quarter: people who come for the first time in that year, those who came before in the year, and visits
// beyond each one's first of the quarter.
type quarterly struct{ fresh, again, further int32 }

// averages attacks each partition. How good the guesses are is judged of all together, as there may be few targets in one.
func (s *site) averages(sweeps int) (all []result) {
	together := result{attack: "4 averaging, all"}
	var judged guesses
	for _, p := range s.partitions() {
		r := s.averaging(p, sweeps, &judged)
		together.add(r)
		r.allowed = 1
		all = append(all, r)
	}
	judged.finish(&together)
	return append(all, together)
}

// averaging reconstructs small counts from everything that counts nearly the same people: windows, versions, margins, followed and visits.
func (s *site) averaging(p partition, sweeps int, whole *guesses) result {
	random := rand.New(rand.NewPCG(s.seed, 4))
	m, targets := s.believe(p)
	r := result{attack: "4 averaging, " + p.name}
	var judged guesses
	for i, posterior := range m.posteriors(random, targets, sweeps) {
		judged.judge(&r, posterior, targets[i].exact)
	}
	judged.finish(&r)
	for n, times := range judged.of {
		whole.of[n] += times
	}
	r.note = fmt.Sprintf("%d unknown, %d sums", len(m.atoms), len(m.sums))
	return r
}

// posteriors are what is believed of targets after so many sweeps: how likely each is 0, 1 … or 40 and more.
func (m *model) posteriors(random *rand.Rand, targets []targeted, sweeps int) [][]float64 {
	const most = 40
	counts := make([][]float64, len(targets))
	for i := range counts {
		counts[i] = make([]float64, most+1)
	}
	taken := 0.0
	for n := range sweeps {
		m.sweep(random)
		if n < sweeps/4 {
			continue
		}
		taken++
		for i, t := range targets {
			sum := int32(0)
			for _, a := range t.atoms {
				sum += m.atoms[a]
			}
			counts[i][min(sum, most)]++
		}
	}
	for _, of := range counts {
		for n := range of {
			of[n] /= taken
		}
	}
	return counts
}

// targeted is a cell that is to be found out.
type targeted struct {
	atoms []int32
	exact int
}

// believe makes the attacker's model of a partition.
func (s *site) believe(p partition) (*model, []targeted) {
	m := &model{}
	quarters := s.spans(cells.Quarter)
	wide := slices.Concat(quarters, s.spans(cells.Half), s.spans(cells.Year), s.spans(cells.Since))
	type total struct {
		code   string // of a group, or a territory
		key    string // of a class; empty for all
		helped bool
	}
	groups := make(map[total]map[span][]int32)
	into := func(t total, w span, atoms []int32) {
		if groups[t] == nil {
			groups[t] = make(map[span][]int32)
		}
		groups[t][w] = append(groups[t][w], atoms...)
	}
	var targets []targeted
	territories, _ := s.territories()
	for _, t := range append(territories, "") {
		parts := p.parts[t]
		if t == "" && p.keys { // what is given outside of all territories
			for _, c := range indicator.Classes(p.name) {
				parts = append(parts, cell{kind: cells.Elsewhere, field: p.name, class: c.Key})
			}
		} else if !p.keys && t != "" {
			parts = append(slices.Clone(parts), cell{}) // what is given in the territory beside them
		}
		for _, part := range parts {
			atoms := s.partAtoms(m, part, quarters)
			for _, w := range wide {
				for _, component := range []string{"helped", "attended"} {
					in := within(w, quarters, atoms, component)
					if len(in) == 0 {
						continue
					}
					if part.area != "" {
						if c := part.of(component, w); s.listed(c) {
							m.look(in, s.looks(c))
							targets = append(targets, targeted{in, s.exact(c)})
						}
					}
					helped := component == "helped"
					if t != "" && (p.once || !helped) {
						into(total{"territory " + t, "", helped}, w, in)
					}
					if p.keys && !helped { // people who come in two territories would be counted twice
						for _, g := range s.groupsOf(t) {
							into(total{g, part.class, false}, w, in)
						}
					}
				}
			}
		}
	}
	for _, t := range inOrder(groups) {
		for _, w := range inOrder(groups[t]) {
			atoms := groups[t][w]
			c := cell{kind: cells.Group, area: t.code, field: p.name, class: t.key}
			if t.key == "" {
				c = cell{kind: cells.Territory, area: t.code[len("territory "):]}
			}
			component := "attended"
			if t.helped {
				component = "helped"
			}
			m.look(atoms, s.looks(c.of(component, w)))
		}
	}
	return m, targets
}

// partAtoms are the atoms of a part, quarter by quarter; they start from what is shown.
func (s *site) partAtoms(m *model, part cell, quarters []span) (all []quarterly) {
	for n, q := range quarters {
		start := 0
		if part.area != "" {
			start = 2
			for _, l := range s.looks(part.of("attended", q)) {
				start = l.value
			}
		}
		one := quarterly{fresh: m.atom(1, start/2), again: -1, further: m.atom(1.5, start/3)}
		if n > 0 && q.from.Time().Month() != time.January {
			one.again = m.atom(1.5, start/6)
		}
		all = append(all, one)
	}
	return all
}

// within are the atoms that make up a window: of visits, all of its quarters'; of people, those of a quarter, or of the quarters since January.
func within(w span, quarters []span, atoms []quarterly, component string) (in []int32) {
	var inside []int
	for i, q := range quarters {
		if w.from <= q.from && q.to <= w.to {
			inside = append(inside, i)
		}
	}
	whole := event.Day(0)
	for _, i := range inside {
		whole += quarters[i].to - quarters[i].from
	}
	if whole != w.to-w.from || component == "helped" && len(inside) > 1 && w.from.Time().Month() != time.January {
		return nil
	}
	for _, i := range inside {
		in = append(in, atoms[i].fresh)
		if atoms[i].again >= 0 && (component == "attended" || len(inside) == 1) {
			in = append(in, atoms[i].again)
		}
		if component == "attended" {
			in = append(in, atoms[i].further)
		}
	}
	return in
}

// groupsOf are the groups that hold a territory; all hold the network's help elsewhere.
func (s *site) groupsOf(territory string) (codes []string) {
	if territory == "" {
		return []string{cells.Network}
	}
	_, places := s.territories()
	for _, a := range s.shape.areas(places[territory][0]) {
		if a.Kind == cells.Group {
			codes = append(codes, a.Code)
		}
	}
	return codes
}

// guesses judge posteriors by the truth.
type guesses struct{ of [11]int }

// judge takes what is believed of a count: posterior of 0, 1 … and what it is. Only zeros and counts of 1 to 10 are targets.
func (g *guesses) judge(r *result, posterior []float64, exact int) {
	best := 0
	for n, p := range posterior {
		if p > posterior[best] {
			best = n
		}
	}
	claimed := posterior[best] > sure && best < len(posterior)-1
	switch {
	case exact == 0:
		r.zeros++
		if claimed && best == 0 {
			r.empty++
		}
		return
	case exact > 10:
		return
	}
	r.targets++
	g.of[exact]++
	if claimed {
		r.claims++
		if best == exact {
			r.right++
		}
	}
	if best == exact {
		r.guessed++
	}
}

// finish tells how many guesses are right without any answer: always the most frequent count.
func (g *guesses) finish(r *result) { r.prior = slices.Max(g.of[:]) }

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"vigie/editions/cells"
	"vigie/event"
)

// additive are components that add up over windows and territories, in families of which the first holds all of the others where whole says so.
func additive() (all []struct {
	name  string
	parts []string
	whole bool
}) {
	add := func(name string, whole bool, parts ...string) {
		all = append(all, struct {
			name  string
			parts []string
			whole bool
		}{name, parts, whole})
	}
	add("aids", false, "aids_any", "aids_pass", "aids_equipment", "aids_connection")
	procedures := []string{"procedures_any"}
	for _, p := range event.ProcedureValues() {
		procedures = append(procedures, "procedures_"+string(p))
	}
	add("procedures", true, procedures...) // each visit is drawn with one
	channels := []string{"heard_any"}
	for _, h := range event.HeardFromValues() {
		channels = append(channels, "heard_"+string(h))
	}
	add("channels", true, channels...)
	add("helpers", false, "helped_by_professional", "helped_by_conseiller", "helped_by_volunteer", "helped_by_civic_service", "trained_agents", "trained_mediators",
		"trained_public_writers", "trained_volunteers", "trained_ambassadors")
	add("acts", false, "attended_away", "attended_again", "maybe_first", "trained_attended")
	add("referrals", false, "sent", "referrals_judged", "referrals_followed", "states_judged", "accepted")
	return all
}

// enough is from how many targets on a family is judged by how good the guesses are: of 376, the order of the steps alone made 15 or 19 % of them
// right. All families are judged together in any case.
const enough = 700

// parts reconstructs small counts of what was done, from windows, versions, groups and what holds them.
func (s *site) parts(sweeps int) (all []result) {
	together := result{attack: "4 averaging, all that was done"}
	var whole guesses
	for _, family := range additive() {
		random := rand.New(rand.NewPCG(s.seed, 41))
		m, targets := s.believeParts(family.parts, family.whole)
		r := result{attack: "4 averaging, " + family.name}
		var judged guesses
		for i, posterior := range m.posteriors(random, targets, sweeps) {
			judged.judge(&r, posterior, targets[i].exact)
		}
		judged.finish(&r)
		for n, times := range judged.of {
			whole.of[n] += times
		}
		together.add(r)
		if r.targets < enough {
			r.allowed = 1
		}
		r.note = fmt.Sprintf("%d unknown, %d sums", len(m.atoms), len(m.sums))
		all = append(all, r)
	}
	whole.finish(&together)
	return append(all, together)
}

// believeParts makes the attacker's model of components: a number a territory and quarter is not known, and all that is published adds these up.
func (s *site) believeParts(components []string, whole bool) (*model, []targeted) {
	m := &model{}
	quarters := s.spans(cells.Quarter)
	wide := slices.Concat(quarters, s.spans(cells.Half), s.spans(cells.Year))
	territories, _ := s.territories()
	type group struct {
		code string
		w    span
	}
	var targets []targeted
	sums := make(map[group]map[string][]int32) // of each group and window, the numbers of a component
	holding := make(map[cell][]int32)          // of what holds all others
	for nth, component := range components {
		for _, t := range append(territories, "") { // what is given outside of all territories is the network's
			var atoms []int32
			for _, q := range quarters {
				start := 2
				if t != "" {
					for _, l := range s.looks(cell{kind: cells.Territory, area: t}.of(component, q)) {
						start = l.value
					}
				}
				atoms = append(atoms, m.atom(1, start))
			}
			for _, w := range wide {
				in := inside(w, quarters, atoms)
				if c := (cell{kind: cells.Territory, area: t}.of(component, w)); t != "" && s.listed(c) && len(in) > 0 {
					m.look(in, s.looks(c))
					targets = append(targets, targeted{in, s.exact(c)})
					if all := (cell{kind: cells.Territory, area: t}.of(components[0], w)); whole && nth > 0 {
						holding[all] = append(holding[all], in...)
					}
				}
				for _, code := range s.groupsOf(t) {
					g := group{code, w}
					if sums[g] == nil {
						sums[g] = make(map[string][]int32)
					}
					sums[g][component] = append(sums[g][component], in...)
				}
			}
		}
	}
	for _, g := range inOrder(sums) {
		for _, component := range inOrder(sums[g]) {
			m.look(sums[g][component], s.looks(cell{kind: cells.Group, area: g.code}.of(component, g.w)))
		}
	}
	for _, c := range inOrder(holding) {
		m.look(holding[c], s.looks(c))
	}
	return m, targets
}

// inside are the numbers of the quarters that make up a window; none where they do not.
func inside(w span, quarters []span, atoms []int32) (in []int32) {
	days := event.Day(0)
	for i, q := range quarters {
		if w.from <= q.from && q.to <= w.to {
			in, days = append(in, atoms[i]), days+q.to-q.from
		}
	}
	if days != w.to-w.from {
		return nil
	}
	return in
}

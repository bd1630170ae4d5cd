package main

import (
	"fmt"
	"math"
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
)

// insider attacks as somebody whose token put people into each class of some territories, so that what is counted there is shown, and who
// takes them off again.
func (s *site) insider() result {
	r := result{attack: "7 insider", allowed: insiderBest}
	var judged guesses
	var q span
	for _, w := range s.spans(cells.Quarter) {
		if w.from == planted[0] {
			q = w
		}
	}
	versions := s.versions(q.from.String(), q.to.String())
	own := make(map[int]truth)
	mine := *s.drawing
	mine.findings = nil
	mine.visits = nil
	for i, v := range s.visits {
		if s.dummies[i] {
			mine.visits = append(mine.visits, v)
		}
	}
	for _, i := range versions {
		own[i] = mine.count(i, []span{q})
	}
	// others are the looks at a cell without the insider's own, and how many others there are.
	others := func(c cell) ([]look, int) {
		looks := s.looks(c)
		for n, i := range versions {
			if n < len(looks) {
				looks[n].value -= own[i][c]
			}
		}
		last := versions[len(versions)-1]
		return looks, s.exact(c) - own[last][c]
	}
	further := s.further()
	draws := 0
	try := func(part cell, components ...string) {
		posterior := make([]float64, 41)
		exact, seen := -1, 0
		for n := range posterior {
			posterior[n] = -math.Log1p(float64(n))
		}
		for _, component := range components {
			c := part.of(component, q)
			looks, number := others(c)
			if !slices.ContainsFunc(looks, func(l look) bool { return l.shown }) || own[versions[0]][c] == 0 {
				continue
			}
			if exact < 0 {
				exact = number
			}
			rate := further[component]
			for n := range posterior {
				posterior[n] += beyond(looks, n, rate)
			}
			seen += len(looks)
		}
		if exact < 0 {
			return
		}
		draws = max(draws, seen)
		judged.judge(&r, normal(posterior), exact)
	}
	territories, places := s.territories()
	for _, t := range territories {
		for _, field := range []string{"age_band", "activity", "gender", "format"} {
			for _, c := range indicator.Classes(field) {
				try(cell{kind: cells.Territory, area: t, field: field, class: c.Key}, "helped", "attended")
			}
		}
		for _, h := range s.houses {
			if slices.Contains(places[t], h.place) {
				try(cell{kind: cells.Structure, area: h.id}, "followed", "helped", "attended")
			}
		}
	}
	judged.finish(&r)
	r.note = fmt.Sprintf("at most %d draws of one target", draws)
	return r
}

// further is how many more each component counts than the people followed, by what is published of whole territories: a public ratio.
func (s *site) further() map[string]float64 {
	sums := make(map[string]float64)
	for _, e := range s.editions {
		for c, value := range e.shown {
			if c.kind == cells.Territory && c.field == "" && slices.Contains(c.kinds(), cells.Quarter) {
				sums[c.component] += value
			}
		}
	}
	rates := make(map[string]float64)
	for component, sum := range sums {
		rates[component] = max(sum/max(sums["followed"], 1)-1, 0)
	}
	return rates
}

// beyond is the logarithm of how likely looks are at a number that is as large as n or larger, by a rate.
func beyond(looks []look, n int, rate float64) float64 {
	whole := 0.0
	mean := rate * float64(n)
	p := math.Exp(-mean)
	for more := range 60 {
		log := 0.0
		for _, l := range looks {
			log += sees(l).at(int32(n + more))
		}
		whole += p * math.Exp(log)
		p *= mean / float64(more+1)
	}
	return math.Log(max(whole, 1e-300))
}

// normal makes probabilities of logarithms.
func normal(logs []float64) []float64 {
	most, whole := slices.Max(logs), 0.0
	all := make([]float64, len(logs))
	for i, l := range logs {
		all[i] = math.Exp(l - most)
		whole += all[i]
	}
	for i := range all {
		all[i] /= whole
	}
	return all
}

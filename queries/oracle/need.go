package oracle

import (
	"fmt"
	"time"

	"vigie/event"
)

// nationalRate bounds the share in need of the people of an age, as Insee published it: of 40 to 59 no rate was found.
func nationalRate(age int) (low, high float64) {
	switch {
	case age < 15:
		return 0, 0
	case age < 25:
		return 0.02, 0.02
	case age < 40:
		return 0.04, 0.04
	case age < 60:
		return 0.04, 0.24
	case age < 75:
		return 0.24, 0.24
	}
	return 0.62, 0.62
}

// shares bound the part of a territory's residents that is in need on a day.
type shares struct {
	low, high float64
	estimated bool
}

// lastOf is of some records of a territory the one of the last year up to a day's, else of the earliest.
func lastOf[T any](all []T, on event.Day, year func(T) int) (last T, known bool) {
	for _, one := range all {
		now, was := year(one), year(last)
		if !known || now <= on.Time().Year() && (was > on.Time().Year() || now > was) || was > on.Time().Year() && now < was {
			last, known = one, true
		}
	}
	return last, known
}

func (n *Network) needShare(territory string, on event.Day) (shares, bool) {
	var rates []Rate
	for _, r := range asKnown(n.history.Rates, on, func(r Rate) string { return fmt.Sprint(r.Territory, r.Year) }, func(r Rate) time.Time { return r.Imported }) {
		if r.Territory == territory {
			rates = append(rates, r)
		}
	}
	if r, known := lastOf(rates, on, func(r Rate) int { return r.Year }); known {
		return shares{low: r.Rate, high: r.Rate}, true
	}
	var ages []Ages
	for _, a := range asKnown(n.history.Ages, on, func(a Ages) string { return fmt.Sprint(a.Territory, a.Year) }, func(a Ages) time.Time { return a.Imported }) {
		if a.Territory == territory {
			ages = append(ages, a)
		}
	}
	if a, known := lastOf(ages, on, func(a Ages) int { return a.Year }); known {
		return a.share(), true
	}
	var whole shares
	people := 0.0
	for _, t := range n.history.Territories {
		if t.Parent != territory {
			continue
		}
		part, known := n.needShare(t.Code, on)
		if !known {
			return shares{}, false
		}
		people += float64(t.Population)
		whole.low += part.low * float64(t.Population)
		whole.high += part.high * float64(t.Population)
		whole.estimated = whole.estimated || part.estimated
	}
	if people == 0 {
		return shares{}, false
	}
	return shares{whole.low / people, whole.high / people, whole.estimated}, true
}

// share is worked out age by age; the people of an open group are of its first or of the oldest age.
func (a Ages) share() shares {
	s := shares{estimated: true}
	all := 0.0
	for _, g := range a.Groups {
		people := float64(g.Residents)
		all += people
		if g.To < 0 {
			low, _ := nationalRate(g.From)
			_, high := nationalRate(200)
			s.low, s.high = s.low+people*low, s.high+people*high
			continue
		}
		for age := g.From; age <= g.To; age++ {
			low, high := nationalRate(age)
			s.low += low * people / float64(g.To-g.From+1)
			s.high += high * people / float64(g.To-g.From+1)
		}
	}
	if all > 0 {
		s.low, s.high = s.low/all, s.high/all
	}
	return s
}

// needing are the residents in need by key; those of a key of which a part has no rate are missing.
func (n *Network) needing(w window) map[string]shares {
	needing, lacking := map[string]shares{}, map[string]bool{}
	for _, t := range n.history.Territories {
		key := total
		switch {
		case w.chosen != nil && !w.chosen[t.Code]:
			continue
		case w.By == "territory":
			if key = t.Code; n.rough(t.Code) {
				continue
			}
		case w.chosen != nil && w.chosen[t.Parent] || w.chosen == nil && n.registered(t.Parent):
			continue
		}
		people := n.population(t.Code)
		share, known := n.needShare(t.Code, w.To-1)
		if !known && people > 0 {
			lacking[key] = true
		}
		sum := needing[key]
		needing[key] = shares{sum.low + share.low*people, sum.high + share.high*people, sum.estimated || share.estimated}
	}
	for key := range lacking {
		delete(needing, key)
	}
	return needing
}

// residentsInNeed: population × rate, ÷ population.
func residentsInNeed(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.populations(w) {
		t.of(key).denominator = people
	}
	needing := n.needing(w)
	for key, of := range t {
		if s, known := needing[key]; known && of.denominator > 0 {
			of.numerator, of.parts["low"], of.parts["high"] = s.low, s.low/of.denominator, s.high/of.denominator
		} else if of.denominator > 0 {
			of.parts["low"], of.parts["high"] = 0, 0
		}
	}
	figures := t.ratios(1)
	for key, f := range figures {
		s, known := needing[key]
		switch {
		case !known:
			f.Value, f.Status = nil, StatusNoData
		case f.Value != nil && s.estimated:
			f.Status = StatusEstimate
		}
		figures[key] = f
	}
	return figures
}

// needCoverage: distinct residents attended in the 12 months to the end whose last level before it is not autonomous ÷ residents in need.
func needCoverage(n *Network, w window) map[string]Figure {
	reach := reachPer1000(n, w) // which tells where too few residences are known
	t := n.tallies(w)
	needing := n.needing(w)
	for key, s := range needing {
		t.of(key).denominator = s.low
	}
	anywhere := w
	anywhere.chosen, anywhere.By = nil, total
	persons := map[string]bool{}
	for _, r := range n.public {
		if w.year(r.day) && r.person != "" && len(n.keys(r, anywhere)) > 0 {
			persons[r.person] = true
		}
	}
	for person := range persons {
		last, ever := lastBefore(n.assessed[person], w.To)
		for _, key := range n.livesUnder(n.said(person, "residence", w.To), w) {
			switch of := t.of(key); {
			case !ever:
				of.parts["never_assessed"]++
			case last.level < autonomous:
				of.numerator++
			}
		}
	}
	for _, of := range t {
		if of.denominator > 0 {
			of.parts["with_never_assessed"] = (of.numerator + of.parts["never_assessed"]) / of.denominator
		}
	}
	figures := t.ratios(1)
	for key, f := range figures {
		r := reach[key]
		switch {
		case f.Value == nil:
		case r.Value == nil && r.Denominator != nil && *r.Denominator > 0:
			f.Value, f.Status = nil, StatusNoData
		default:
			f.Status = StatusEstimate
		}
		figures[key] = f
	}
	return figures
}

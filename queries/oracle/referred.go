package oracle

import (
	"math"
	"slices"

	"vigie/event"
)

// The indicators of what becomes of referrals of a person to a structure: within 60 days of sending, day 0 to day 60.

const judgedAfter = 60

// followed tells whether the person came in time.
func (s sending) followed() bool { return s.seen && s.came <= s.day+judgedAfter }

// on60 is the step that tells the state on day 60.
func (s sending) on60() row {
	last := s.steps[0]
	for _, step := range s.steps {
		if step.day <= s.day+judgedAfter {
			last = step
		}
	}
	return last
}

// judged hands on the referrals sent in the window, by key, with whether they were sent 60 days before the day of observation.
func (n *Network) judged(w window, hand func(key string, s sending, judged bool)) {
	for _, s := range n.sendings {
		if s.person == "" || s.to == "" || !w.has(s.day) {
			continue
		}
		for _, key := range n.keys(s.row, w) {
			hand(key, s, s.day+judgedAfter <= w.AsOf)
		}
	}
}

// referralCompletion: those judged that the person followed ÷ those judged.
func referralCompletion(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.judged(w, func(key string, s sending, judged bool) {
		of := t.of(key)
		switch {
		case !judged:
			of.parts["waiting"]++
		case s.followed():
			of.numerator++
			fallthrough
		default:
			of.denominator++
		}
	})
	return t.ratios(1)
}

// referralAcceptance: referrals of any kind, sent 60 days before the day of observation, accepted on day 60 ÷ those.
func referralAcceptance(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, s := range n.sendings {
		if !w.has(s.day) {
			continue
		}
		last := s.on60()
		part := map[event.Status]string{event.StatusSent: "open", event.StatusExpired: "open"}[statuses[last.status]]
		if statuses[last.status] == event.StatusDeclined {
			part = map[string]string{"full": "full", "wrong_offer": "wrong_offer", "unreachable": "unreachable"}[last.reason]
			part = orElse(part, "otherwise")
		}
		for _, key := range n.keys(s.row, w) {
			of := t.of(key)
			if s.day+judgedAfter > w.AsOf {
				of.parts["waiting"]++
				continue
			}
			of.denominator++
			if part == "" {
				of.numerator++
			} else {
				of.parts[part]++
			}
		}
	}
	return t.ratios(1)
}

// waitDays: the days within which half of those judged were followed, and nine in ten; the unseen rank last, so that there may be
// no such number up to 60.
func waitDays(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	waits := map[string][]float64{}
	n.judged(w, func(key string, s sending, judged bool) {
		of := t.of(key)
		switch {
		case !judged:
			of.parts["waiting"]++
		case s.followed():
			of.numerator++
			of.parts["seen"]++
			waits[key] = append(waits[key], float64(s.came-s.day))
		default:
			waits[key] = append(waits[key], math.Inf(1))
		}
	})
	// within is the least number of days in which a share of the waits came to an end.
	within := func(waits []float64, tenths int) (float64, bool) {
		slices.Sort(waits)
		if len(waits) == 0 {
			return 0, false
		}
		days := waits[(len(waits)*tenths+9)/10-1]
		return days, days <= judgedAfter
	}
	for key, of := range t {
		of.denominator = float64(len(waits[key]))
		if days, ok := within(waits[key], 9); ok {
			of.parts["p90"] = days
		}
	}
	figures := t.ratios(1)
	for key, f := range figures {
		f.Value = nil
		if days, ok := within(waits[key], 5); ok {
			f.Value, f.Parts["median"] = &days, days
		}
		figures[key] = f
	}
	return figures
}

// Waits are how many of the referrals that wait_days judges had brought the person within so many days, by key: 61 for not within 60.
func (n *Network) Waits(q Question) map[string]map[int]float64 {
	waits := map[string]map[int]float64{}
	n.judged(window{q, n.held(q.Territories)}, func(key string, s sending, judged bool) {
		if waits[key] == nil {
			waits[key] = map[int]float64{}
		}
		switch {
		case judged && s.followed():
			waits[key][int(s.came-s.day)]++
		case judged:
			waits[key][judgedAfter+1]++
		}
	})
	return waits
}

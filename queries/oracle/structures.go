package oracle

import (
	"slices"

	"vigie/event"
)

// The indicators of what structures offer: the registry as it was known at the window's end.

// open hands on the structures open on the window's last day that meet its filters, with their key.
func (n *Network) open(w window, hand func(key string, s Snapshot)) {
	for _, id := range n.structures() {
		s, _ := n.state(id, w.To)
		last := w.To - 1
		if s.Opened > last || s.Closed != 0 && s.Closed <= last {
			continue
		}
		if !w.within(s.Territory) || !w.allows("structure", id) || !w.allows("service", s.Services...) {
			continue
		}
		switch w.By {
		case "territory":
			hand(n.key(s.Territory), s)
		case "structure":
			hand(id, s)
		default:
			hand(total, s)
		}
	}
}

// structuresPer10k: open structures that receive the public ÷ population × 10 000; those attached to no territory stand beside.
func structuresPer10k(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.populations(w) {
		t.of(key).denominator = people
	}
	n.open(w, func(key string, s Snapshot) {
		if slices.Equal(s.AccessModes, []string{"Ce lieu n'accueille pas de public"}) {
			return
		}
		if s.Territory == "" {
			t.of(key).parts["unattached"]++
		}
		if s.Territory != "" || w.By == "territory" {
			t.of(key).numerator++
		}
	})
	return t.ratios(10_000)
}

// serviceVariety: services that at least two open structures offer ÷ 9.
func serviceVariety(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		for _, service := range s.Services {
			t.of(key).parts[service]++
		}
		t.of(key)
	})
	for _, of := range t {
		of.denominator = float64(len(event.ServiceValues()))
		for _, structures := range of.parts {
			if structures >= 2 {
				of.numerator++
			}
		}
	}
	return t.ratios(1)
}

// openAfterHours: structures open two hours a week after 18:00, or at all at a weekend ÷ those whose hours are known.
func openAfterHours(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		of := t.of(key)
		if !s.HoursKnown {
			of.parts["hours_unknown"]++
			return
		}
		of.denominator++
		if s.Evening >= 120 {
			of.parts["evening"]++
		}
		if s.Weekend > 0 {
			of.parts["weekend"]++
		}
		if s.Evening >= 120 || s.Weekend > 0 {
			of.numerator++
		}
	})
	return t.ratios(1)
}

// freeOffer: open structures that are free for everybody ÷ those whose fees are known; partly free ones stand beside.
func freeOffer(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		of := t.of(key)
		if len(s.Fees) == 0 {
			of.parts["unknown"]++
			return
		}
		of.denominator++
		switch {
		case slices.Equal(s.Fees, []string{"Gratuit"}):
			of.numerator++
		case slices.Contains(s.Fees, "Gratuit") || slices.Contains(s.Fees, "Gratuit sous condition"):
			of.parts["partly"]++
		}
	})
	return t.ratios(1)
}

// freshRecords: open structures that were known by the window's end, those whose record was updated in the six months to it ÷ those;
// up to 12 months watch, to 18 check, older or never told stale.
func freshRecords(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		if event.DayOf(s.Imported) >= w.To {
			return
		}
		of := t.of(key)
		of.denominator++
		switch {
		case s.Updated >= monthsBefore(w.To, 6):
			of.parts["fresh"]++
		case s.Updated >= monthsBefore(w.To, 12):
			of.parts["watch"]++
		case s.Updated >= monthsBefore(w.To, 18):
			of.parts["check"]++
		default:
			of.parts["stale"]++
		}
		of.numerator = of.parts["fresh"]
	})
	return t.ratios(1)
}

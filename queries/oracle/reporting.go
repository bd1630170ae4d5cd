package oracle

import (
	"slices"

	"vigie/event"
)

// The indicators of who reports, and who works with whom.

// reports tells whether a structure has an event, or a declaration, on one of the days [from, to).
func (n *Network) reports(structure string, from, to event.Day) bool {
	return slices.ContainsFunc(n.rows, func(r row) bool { return r.structure == structure && from <= r.day && r.day < to })
}

// expected tells whether a structure is to report in the window: some month of it is none of those in which the structure is closed.
func expected(s Snapshot, w window) bool {
	for month := monthOf(w.From); month < w.To; month = nextMonth(month) {
		if !slices.Contains(s.ClosedMonths, int(month.Time().Month())) {
			return true
		}
	}
	return false
}

// reportingRate: open structures with an event in the window ÷ open structures expected to report. Silent ones have had none for 90
// days, seen from the window's end or from the day of observation where that comes first.
func reportingRate(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		of, end := t.of(key), min(w.To, w.AsOf+1)
		if !n.reports(s.Structure, end-90, end) {
			of.parts["silent"]++
		}
		if !expected(s, w) {
			return
		}
		of.denominator++
		if n.reports(s.Structure, w.From, w.To) {
			of.numerator++
		}
	})
	return t.ratios(1)
}

// link is a referral as one of its two structures sees it.
type link struct {
	partner string
	day     event.Day
}

// connects tells whether a referral is of two different structures of the registry.
func (n *Network) connects(s sending) bool {
	registry := n.structures()
	return s.to != s.structure && slices.Contains(registry, s.to) && slices.Contains(registry, s.structure)
}

// links are the referrals between two different structures of the registry that a structure sent, and those that it received.
func (n *Network) links(structure string) (sent, received []link) {
	for _, s := range n.sendings {
		if !n.connects(s) {
			continue
		}
		if s.structure == structure {
			sent = append(sent, link{s.to, s.day})
		}
		if s.to == structure {
			received = append(received, link{s.structure, s.day})
		}
	}
	return sent, received
}

// Pairs are how many referrals each structure of the registry sent to each other one on the days [from, to), by both ends.
func (n *Network) Pairs(from, to event.Day) map[[2]string]int {
	of := map[[2]string]int{}
	for _, s := range n.sendings {
		if n.connects(s) && from <= s.day && s.day < to {
			of[[2]string{s.structure, s.to}]++
		}
	}
	return of
}

// partners are the distinct structures at the other ends.
func partners(links []link) map[string]bool {
	distinct := map[string]bool{}
	for _, l := range links {
		distinct[l.partner] = true
	}
	return distinct
}

// since keeps the links of days that a test allows.
func since(links []link, allows func(event.Day) bool) []link {
	return slices.DeleteFunc(slices.Clone(links), func(l link) bool { return !allows(l.day) })
}

// connectedStructures: reporting structures that sent to or received from another one a referral in the window ÷ reporting ones.
func connectedStructures(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	others := map[string]map[string]bool{}
	n.open(w, func(key string, s Snapshot) {
		of := t.of(key)
		sent, received := n.links(s.Structure)
		sent, received = since(sent, w.has), since(received, w.has)
		of.parts["received"] += float64(len(received))
		of.parts["partners"] = union(others, key, partners(append(sent, received...)))
		for _, r := range n.sendings {
			if r.structure == s.Structure && r.toKind != "" && w.has(r.day) {
				of.parts["outside"]++
			}
		}
		switch {
		case !n.reports(s.Structure, w.From, w.To):
		case len(sent)+len(received) > 0:
			of.numerator++
			of.denominator++
		default:
			of.parts["isolated"]++
			of.denominator++
		}
	})
	for _, s := range n.sendings {
		if n.connects(s) && w.has(s.day) {
			for _, key := range n.keys(s.row, w) {
				t.of(key).parts["sent"]++
			}
		}
	}
	return t.ratios(1)
}

// threePartners: reporting structures with three or more distinct partners in the 12 months to the window's end ÷ reporting ones.
func threePartners(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	others := map[string]map[string]bool{}
	n.open(w, func(key string, s Snapshot) {
		of := t.of(key)
		if !n.reports(s.Structure, w.From, w.To) {
			return
		}
		sent, received := n.links(s.Structure)
		of.denominator++
		own := partners(since(append(sent, received...), w.year))
		of.parts["partners"] = union(others, key, own)
		switch {
		case len(own) >= 3:
			of.numerator++
		case len(own) == 0:
			of.parts["none"]++
		default:
			of.parts["one_or_two"]++
		}
	})
	return t.ratios(1)
}

// union adds partners to those of a key and says how many there are now.
func union(others map[string]map[string]bool, key string, more map[string]bool) float64 {
	if others[key] == nil {
		others[key] = map[string]bool{}
	}
	for partner := range more {
		others[key][partner] = true
	}
	return float64(len(others[key]))
}

package oracle

import (
	"slices"

	"vigie/event"
)

// The indicators of what structures tell of themselves, and whether they assess.

// shareOfOpen is the share of open structures of which something holds, and in how many of them other things do.
func shareOfOpen(n *Network, w window, holds func(Snapshot) bool, beside map[string]func(Snapshot) bool) tallies {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		of := t.of(key)
		of.denominator++
		if holds(s) {
			of.numerator++
		}
		for name, other := range beside {
			if other(s) {
				of.parts[name]++
			}
		}
	})
	return t
}

// asShares makes shares of the denominator of some parts.
func (t tallies) asShares(parts ...string) tallies {
	for _, of := range t {
		for _, name := range parts {
			if of.denominator > 0 {
				of.parts[name] /= of.denominator
			}
		}
	}
	return t
}

// adaptedOffer: open structures that name a specific need which they can meet ÷ open ones.
func adaptedOffer(n *Network, w window) map[string]Figure {
	names := func(s Snapshot) bool { return len(s.Adapted) > 0 }
	return shareOfOpen(n, w, names, map[string]func(Snapshot) bool{
		"unsaid": func(s Snapshot) bool { return !names(s) },
	}).asShares("unsaid").ratios(1)
}

// equipmentOffer: open structures that offer access to equipment ÷ open ones; those that declare devices, WiFi, neither.
func equipmentOffer(n *Network, w window) map[string]Figure {
	offers := func(s Snapshot) bool { return slices.Contains(s.Services, string(event.ServiceAccessEquipment)) }
	return shareOfOpen(n, w, offers, map[string]func(Snapshot) bool{
		"devices":    func(s Snapshot) bool { return told(s.Devices) > 0 },
		"wifi":       func(s Snapshot) bool { return s.Wifi != nil && *s.Wifi },
		"undeclared": func(s Snapshot) bool { return s.Devices == nil && s.Wifi == nil },
	}).asShares("devices", "wifi").ratios(1)
}

// staffedHours: hours a week at which somebody is there, in open structures that receive the public ÷ population × 10 000; a full-time
// equivalent is 35 hours where hours are not told.
func staffedHours(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.populations(w) {
		t.of(key).denominator = people
	}
	receiving, known := map[string]float64{}, map[string]float64{}
	n.open(w, func(key string, s Snapshot) {
		if slices.Equal(s.AccessModes, []string{"Ce lieu n'accueille pas de public"}) {
			return
		}
		receiving[key]++
		hours := 0.0
		switch {
		case s.StaffedHours != nil:
			hours = *s.StaffedHours
		case s.StaffFTE != nil:
			hours = 35 * *s.StaffFTE
		default:
			return
		}
		known[key]++
		if s.Territory == "" {
			t.of(key).parts["unattached"] += hours
		}
		if s.Territory != "" || w.By == "territory" {
			t.of(key).numerator += hours
		}
	})
	for key, structures := range receiving {
		t.of(key).parts["known"] = known[key] / structures
	}
	return t.ratios(10_000)
}

// mappedStructures: open structures with a position, services, hours and a contact ÷ open ones that were known by the window's end.
func mappedStructures(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		if event.DayOf(s.Imported) >= w.To {
			return
		}
		of, complete := t.of(key), true
		of.denominator++
		for name, missing := range map[string]bool{
			"without_position": !s.Position, "without_services": len(s.Services) == 0, "without_hours": !s.HoursKnown,
			"without_contact": s.Phone+s.Email+s.Website == "",
		} {
			if missing {
				of.parts[name]++
				complete = false
			}
		}
		if complete {
			of.numerator++
		}
	})
	return t.ratios(1)
}

// labelledStructures: open structures with a label or a national programme ÷ open ones.
func labelledStructures(n *Network, w window) map[string]Figure {
	labels := func(s Snapshot) bool { return len(s.Labels)+len(s.OtherLabels) > 0 }
	programmes := func(s Snapshot) bool { return len(s.Programmes) > 0 }
	return shareOfOpen(n, w, func(s Snapshot) bool { return labels(s) || programmes(s) },
		map[string]func(Snapshot) bool{"labels": labels, "programmes": programmes}).ratios(1)
}

// charterSignatories: open structures that have signed the charter by the window's last day ÷ open ones.
func charterSignatories(n *Network, w window) map[string]Figure {
	return shareOfOpen(n, w, func(s Snapshot) bool { return s.Signed != 0 && s.Signed < w.To }, nil).ratios(1)
}

// spareCapacity: reporting structures that tell a capacity and have less than 80 % of it in participations a week ÷ those; full ones have more than 95 %, or
// had three referrals sent to them in the 60 days before the window's end that were declined as full. Weeks begin when the structure opens.
func spareCapacity(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		if !n.reports(s.Structure, w.From, w.To) {
			return
		}
		of := t.of(key)
		if s.Capacity == nil {
			of.parts["capacity_unknown"]++
			return
		}
		of.denominator++
		room := float64(*s.Capacity) * float64(w.To-max(w.From, s.Opened)) / 7
		people, full := 0.0, 0
		for _, r := range append(n.helped(w), n.declared(w)...) {
			if r.structure == s.Structure {
				people += float64(r.heads)
			}
		}
		for _, sent := range n.sendings {
			if last := sent.on60(); sent.to == s.Structure && w.To-60 <= sent.day && sent.day < w.To && statuses[last.status] == event.StatusDeclined && last.reason == "full" {
				full++
			}
		}
		if people < 0.8*room {
			of.numerator++
		}
		if people > 0.95*room || full >= 3 {
			of.parts["full"]++
		}
	})
	return t.ratios(1)
}

// assessingStructures: reporting structures with an assessment in the window ÷ reporting ones.
func assessingStructures(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.open(w, func(key string, s Snapshot) {
		if !n.reports(s.Structure, w.From, w.To) {
			return
		}
		t.of(key).denominator++
		if slices.ContainsFunc(n.rows, func(r row) bool { return r.kind == assessment && r.structure == s.Structure && w.has(r.day) }) {
			t.of(key).numerator++
		}
	})
	return t.ratios(1)
}

package oracle

import "slices"

// The indicator of a change against the year before.

// Change are participations of a window and of the same one a year before, by whether their structure has an event or a declaration in both.
type Change struct{ New, Gone, Still, Before float64 }

// yearBefore is the same window a year before.
func (w window) yearBefore() window {
	w.From, w.To = monthsBefore(w.From, 12), monthsBefore(w.To, 12)
	return w
}

// comparable tells whether the window a year before begins in the month after that of the first event, or later.
func (n *Network) comparable(w window) bool {
	if len(n.rows) == 0 {
		return false
	}
	first := slices.MinFunc(n.rows, func(a, b row) int { return int(a.day - b.day) }).day
	return w.yearBefore().From >= nextMonth(monthOf(first))
}

// Changes are those of a question, by key; none where the window a year before begins too early.
func (n *Network) Changes(q Question) map[string]Change {
	w := window{q, n.held(q.Territories)}
	changes := map[string]Change{}
	if !n.comparable(w) {
		return changes
	}
	before := w.yearBefore()
	add := func(w, other window, count func(c *Change, both bool, people float64)) {
		for _, r := range append(n.helped(w), n.declared(w)...) {
			both := n.reports(r.structure, other.From, other.To)
			for key, people := range n.heads(r, w) {
				c := changes[key]
				count(&c, both, people)
				changes[key] = c
			}
		}
	}
	add(w, before, func(c *Change, both bool, people float64) {
		if both {
			c.Still += people
		} else {
			c.New += people
		}
	})
	add(before, w, func(c *Change, both bool, people float64) {
		if both {
			c.Before += people
		} else {
			c.Gone += people
		}
	})
	return changes
}

// changeExplained: participations less those of the same window a year before, and what of that is of structures that reported in one of them alone.
func changeExplained(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	changes := n.Changes(w.Question)
	for key, c := range changes {
		of := t.of(key)
		of.numerator = c.New + c.Still - c.Gone - c.Before
		of.parts["new"], of.parts["gone"], of.parts["both"] = c.New, -c.Gone, c.Still-c.Before
		of.parts["before"], of.parts["now"] = c.Gone+c.Before, c.New+c.Still
	}
	figures := t.counts()
	if !n.comparable(w) {
		for key := range figures {
			figures[key] = Figure{Status: StatusNoData}
		}
	}
	return figures
}

package oracle

// The indicators of public attendances.

// helped are the public attendances in the window.
func (n *Network) helped(w window) []row {
	var rows []row
	for _, r := range n.public {
		if w.has(r.day) {
			rows = append(rows, r)
		}
	}
	return rows
}

// declared are the declarations whose whole month lies in the window.
func (n *Network) declared(w window) []row {
	var rows []row
	for _, r := range n.declarations {
		if w.From <= monthOf(r.day) && r.day < w.To {
			rows = append(rows, r)
		}
	}
	return rows
}

// peopleFollowed: distinct persons.
func peopleFollowed(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.persons(w) {
		t.of(key).numerator = people
	}
	return t.counts()
}

// persons counts distinct named people by key.
func (n *Network) persons(w window) map[string]float64 {
	type under struct{ person, key string }
	seen := map[under]bool{}
	persons := map[string]float64{}
	for _, r := range n.helped(w) {
		if r.anonymous {
			continue
		}
		for _, key := range n.keys(r, w) {
			if !seen[under{r.person, key}] {
				seen[under{r.person, key}] = true
				persons[key]++
			}
		}
	}
	return persons
}

// peopleHelped: distinct persons, anonymous participants not returning and declared people: at least those known to be new and of
// each structure and project the largest month, at most all whose newness is unknown and the sum of the months.
func peopleHelped(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	high := map[string]float64{}
	for key, people := range n.persons(w) {
		t.of(key).parts["persons"] = people
	}
	for _, r := range n.helped(w) {
		if !r.anonymous {
			continue
		}
		for _, key := range n.keys(r, w) {
			if r.newnessUnknown {
				t.of(key)
				high[key] += float64(r.heads)
			} else {
				t.of(key).parts["anonymous"] += float64(r.heads - r.returning)
			}
		}
	}
	type channel struct{ key, structure, project string }
	largest := map[channel]float64{}
	for _, r := range n.declared(w) {
		for _, key := range n.keys(r, w) {
			c, people := channel{key, r.structure, r.project}, float64(r.people)
			t.of(key).parts["declared"] += max(0, people-largest[c])
			largest[c] = max(largest[c], people)
			high[key] += people
		}
	}
	// The declared people of a largest month are in both ends.
	for c, people := range largest {
		high[c.key] -= people
	}
	for key, of := range t {
		low := of.parts["persons"] + of.parts["anonymous"] + of.parts["declared"]
		of.numerator, of.parts["low"], of.parts["high"] = low, low, low+high[key]
	}
	figures := t.counts()
	for key, f := range figures {
		if high[key] > 0 {
			f.Status = StatusEstimate
			figures[key] = f
		}
	}
	return figures
}

// participations: persons and participants, each time.
func participations(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	add := func(part string, heads map[string]float64) {
		for key, people := range heads {
			t.of(key).numerator += people
			t.of(key).parts[part] += people
		}
	}
	for _, r := range n.helped(w) {
		add(partOf(r), n.heads(r, w))
	}
	for _, r := range n.declared(w) {
		add("declared", n.heads(r, w))
	}
	return t.counts()
}

// supportHours: minutes × people ÷ 60; of declarations the minutes as they are, of unknown classes.
func supportHours(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	add := func(key, part string, minutes float64) {
		t.of(key).numerator += minutes / 60
		t.of(key).parts[part] += minutes / 60
	}
	for _, r := range n.helped(w) {
		for key, people := range n.heads(r, w) {
			add(key, partOf(r), people*float64(r.minutes))
		}
	}
	for _, r := range n.declared(w) {
		for _, key := range n.keys(r, w) {
			add(key, "declared", float64(r.minutes))
		}
	}
	return t.counts()
}

func partOf(r row) string {
	if r.anonymous {
		return "anonymous"
	}
	return "persons"
}

// outreachShare: participations off-site, at home or by outreach ÷ participations; declarations do not tell.
func outreachShare(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, r := range n.helped(w) {
		for key, people := range n.heads(r, w) {
			t.of(key).denominator += people
			if r.away {
				t.of(key).numerator += people
			}
		}
	}
	return t.ratios(1)
}

// returnRate: people whose first public attendance ever lies in the window and 30 days before the day of observation, those seen
// again anywhere on a later day within 30 days ÷ those. All about a person but the profile is of that first attendance.
func returnRate(n *Network, w window) map[string]Figure {
	const within = 30
	t := n.tallies(w)
	for _, attended := range n.attended {
		first := attended[0]
		if !w.has(first.day) {
			continue
		}
		again := false
		for _, later := range attended {
			again = again || first.day < later.day && later.day <= first.day+within
		}
		for _, key := range n.keys(first, w) {
			of := t.of(key)
			switch {
			case first.day+within > w.AsOf:
				of.parts["waiting"]++
			case again:
				of.numerator++
				fallthrough
			default:
				of.denominator++
			}
		}
	}
	return t.ratios(1)
}

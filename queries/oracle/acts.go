package oracle

import "slices"

// The indicators of what was done when the public, or helpers, were there.

// sessionOf names the session that an attendance shares; one without is its own.
type sessionOf struct{ source, session, day, id string }

// mediatorHours: minutes of public sessions ÷ 60. A session is what attendances of a source and day share: its longest minutes, once. Histories
// share all but people and minutes within one: where it was and the rest are those of any.
func mediatorHours(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	longest, one := map[sessionOf]int{}, map[sessionOf]row{}
	for _, r := range n.helped(w) {
		s := sessionOf{source: r.source, id: r.id}
		if r.session != "" {
			s = sessionOf{source: r.source, session: r.session, day: r.day.String()}
		}
		longest[s], one[s] = max(longest[s], r.minutes), r
	}
	for s, r := range one {
		for _, key := range n.keys(r, w) {
			t.of(key).numerator += float64(longest[s]) / 60
		}
	}
	return t.counts()
}

// recurrences are participations: all; those that are recurrent; those of which nobody knows. Recurrent are those of returning participants, and every
// attendance of a person but their first ever.
func (n *Network) recurrences(w window, count func(key string, all, again, unknown float64)) {
	for _, r := range n.helped(w) {
		all, again, unknown := float64(r.heads), 0.0, 0.0
		switch {
		case r.anonymous && r.newnessUnknown:
			unknown = all
		case r.anonymous:
			again = float64(r.returning)
		case n.attended[r.person][0].id != r.id || n.attended[r.person][0].source != r.source:
			again = 1
		}
		for _, key := range n.keys(r, w) {
			count(key, all, again, unknown)
		}
	}
	for _, r := range n.declared(w) {
		for key, people := range n.heads(r, w) {
			count(key, people, 0, people)
		}
	}
}

// peopleNotRecurrent: participations less those that are recurrent, or may be; a range where some may be.
func peopleNotRecurrent(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.recurrences(w, func(key string, all, again, unknown float64) {
		of := t.of(key)
		of.numerator += all - again - unknown
		of.parts["participations"] += all
		of.parts["again"] += again + unknown
		of.parts["unknown"] += unknown
		of.parts["low"] += all - again - unknown
		of.parts["high"] += all - again
	})
	figures := t.counts()
	for key, f := range figures {
		if f.Parts["unknown"] > 0 {
			f.Status = StatusEstimate
			figures[key] = f
		}
	}
	return figures
}

// accompaniments: participations, with the steps to people helped.
func accompaniments(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	n.recurrences(w, func(key string, all, again, unknown float64) {
		of := t.of(key)
		of.numerator += all
		of.parts["again"] += again + unknown
		of.parts["not_recurrent"] += all - again - unknown
	})
	for key, f := range peopleHelped(n, w) {
		t.of(key).parts["people"] = *f.Value
	}
	return t.counts()
}

// aidsGiven: attendances with an aid, a group's as one, by kind.
func aidsGiven(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	names := map[string]string{"pass_numerique": "pass", "equipment": "equipment", "connection": "connection"}
	for _, r := range n.helped(w) {
		if len(r.aids) == 0 {
			continue
		}
		for _, key := range n.keys(r, w) {
			t.of(key).numerator++
			for _, aid := range r.aids {
				t.of(key).parts[names[aid]]++
			}
		}
	}
	return t.counts()
}

// participationsBy counts participations in numerator, and under each of the parts that a row falls under; none leaves a row out.
func (n *Network) participationsBy(rows []row, w window, parts func(row) []string) tallies {
	t := n.tallies(w)
	for _, r := range rows {
		under := parts(r)
		if !w.has(r.day) || len(under) == 0 {
			continue
		}
		for key, people := range n.heads(r, w) {
			t.of(key).numerator += people
			for _, part := range under {
				t.of(key).parts[part] += people
			}
		}
	}
	return t
}

// helpByProcedure: participations about a procedure, by procedure.
func helpByProcedure(n *Network, w window) map[string]Figure {
	return n.participationsBy(n.public, w, func(r row) []string { return r.procedures }).counts()
}

// helpersActive: participations of which it is told who helped, by kind.
func helpersActive(n *Network, w window) map[string]Figure {
	t := n.participationsBy(n.public, w, func(r row) []string {
		if r.helper == "conseiller_numerique" {
			return []string{"conseiller"}
		}
		return []string{orElse(r.helper, "untold")}
	})
	for _, of := range t {
		of.numerator -= of.parts["untold"]
	}
	return t.counts()
}

// helpersTrained: participations with audience helpers, by kind of trainee, and distinct persons.
func helpersTrained(n *Network, w window) map[string]Figure {
	training := slices.DeleteFunc(slices.Clone(n.rows), func(r row) bool { return r.kind != attendance || !r.helpers })
	t := n.participationsBy(training, w, func(r row) []string {
		return []string{map[string]string{"agent": "agents", "mediator": "mediators", "public_writer": "public_writers", "volunteer": "volunteers",
			"ambassador": "ambassadors", "": "untold"}[r.trainee]}
	})
	for key, people := range n.distinct(training, w) {
		t.of(key).parts["people"] = float64(len(people))
	}
	return t.counts()
}

// distinct are the named people of some rows of the window, by key.
func (n *Network) distinct(rows []row, w window) map[string]map[string]bool {
	people := map[string]map[string]bool{}
	for _, r := range rows {
		if r.anonymous || !w.has(r.day) {
			continue
		}
		for _, key := range n.keys(r, w) {
			if people[key] == nil {
				people[key] = map[string]bool{}
			}
			people[key][r.person] = true
		}
	}
	return people
}

// reachedShare: women ÷ distinct persons helped of known gender; those of 60 and over ÷ those of known age.
func reachedShare(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.distinct(n.public, w) {
		of, seniors, aged := t.of(key), 0.0, 0.0
		for person := range people {
			switch n.said(person, "gender", w.To) {
			case unknown:
				of.parts["gender_unknown"]++
			case "woman":
				of.numerator++
				of.denominator++
			default:
				of.denominator++
			}
			switch n.said(person, "age_band", w.To) {
			case unknown:
				of.parts["age_unknown"]++
			case "60_64", "60_69", "60_plus", "65_69", "70_plus":
				seniors++
				aged++
			default:
				aged++
			}
		}
		if aged > 0 {
			of.parts["seniors"] = seniors / aged
		}
	}
	return t.ratios(1)
}

// heardFrom: first visits of structures by referral ÷ those of which it is told how people knew. A first visit is a person's earliest public attendance at
// the structure, unless it says that it was not, and participants not returning.
func heardFrom(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	visit := func(r row, people float64) {
		if !w.has(r.day) || people == 0 {
			return
		}
		for _, key := range n.keys(r, w) {
			of := t.of(key)
			of.parts[orElse(r.heard, "untold")] += people
			if r.heard != "" {
				of.denominator += people
			}
		}
	}
	for _, visits := range n.attended {
		var seen []string
		for _, r := range visits {
			known := slices.ContainsFunc(seen, func(structure string) bool { return n.history.owner(structure, r.day) == r.structure })
			if !known && !r.notFirst {
				visit(r, 1)
			}
			seen = append(seen, r.structure)
		}
	}
	for _, r := range n.public {
		if r.anonymous && !r.newnessUnknown {
			visit(r, float64(r.heads-r.returning))
		}
	}
	for _, of := range t {
		of.numerator = of.parts["referral"]
	}
	return t.asShares(channels...).ratios(1)
}

// channels are how people can have come to know of a structure.
var channels = []string{"referral", "word_of_mouth", "map", "poster", "event", "online", "other"}

// helpMatchesLevel: distinct persons helped, and assessed before the window's end, who received the form of help that their last level calls for ÷ those.
func helpMatchesLevel(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	way := func(r row) string {
		switch r.format {
		case "workshop":
			return "taught"
		case "self_service":
			return "self_served"
		}
		return "assisted"
	}
	called := map[string]string{"unable": "assisted", "learners": "taught", "autonomous": "self_served"}
	for key, people := range n.distinct(n.public, w) {
		of := t.of(key)
		for person := range people {
			last, ok := lastBefore(n.assessed[person], w.To)
			if !ok {
				of.parts["never_assessed"]++
				continue
			}
			of.denominator++
			level := []string{"unable", "learners", "learners", "autonomous"}[last.level-1]
			received := map[string]bool{}
			for _, r := range n.attended[person] {
				if w.has(r.day) && slices.Contains(n.keys(r, w), key) {
					received[way(r)] = true
				}
			}
			for one := range received {
				of.parts[level+"_"+one]++
				if one == called[level] {
					of.numerator++
				}
			}
		}
	}
	return t.ratios(1)
}

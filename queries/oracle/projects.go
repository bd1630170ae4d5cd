package oracle

import (
	"slices"

	"vigie/event"
)

// helpedWith counts people helped with projects, at least and at most, by key: attendances of a day, and declared months, that keep holds for.
func (n *Network) helpedWith(w window, keep func(p Project, first, last event.Day) bool) (low, high map[string]float64) {
	low, high = map[string]float64{}, map[string]float64{}
	funded := n.started(w.AsOf)
	type under struct{ key, who string }
	seen := map[under]bool{}
	for _, r := range n.public {
		p, known := funded[r.project]
		if !known || r.day >= w.To || !keep(p, r.day, r.day) {
			continue
		}
		for _, key := range n.keysWith(r, p, w) {
			switch {
			case !r.anonymous && !seen[under{key, r.person}]:
				seen[under{key, r.person}] = true
				low[key]++
				high[key]++
			case r.anonymous && r.newnessUnknown:
				low[key] += 0
				high[key] += float64(r.heads)
			case r.anonymous:
				low[key] += float64(r.heads - r.returning)
				high[key] += float64(r.heads - r.returning)
			}
		}
	}
	largest := map[under]float64{}
	for _, r := range n.declarations {
		p, known := funded[r.project]
		if !known || r.day >= w.To || !keep(p, monthOf(r.day), r.day) {
			continue
		}
		for _, key := range n.keysWith(r, p, w) {
			c, people := under{key, r.structure + " " + r.project}, float64(r.people)
			low[key] += max(0, people-largest[c])
			high[key] += people
			largest[c] = max(largest[c], people)
		}
	}
	return low, high
}

// costPerPerson: euros that run ÷ people helped with the projects on their days in the window.
func costPerPerson(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	own, others := n.running(w)
	for key, cents := range own {
		t.of(key).numerator += cents / 100
	}
	for key, cents := range others {
		t.of(key).numerator += cents / 100
	}
	low, high := n.helpedWith(w, func(p Project, first, last event.Day) bool {
		return first >= w.From && last >= p.Starts && first <= p.Ends
	})
	for key, people := range low {
		t.of(key).denominator = people
		t.of(key).parts["low"], t.of(key).parts["high"] = people, high[key]
	}
	figures := t.ratios(1)
	for key, f := range figures {
		if f.Value == nil {
			continue
		}
		f.Parts["call"] = own[key] / 100 / low[key]
		if high[key] > low[key] {
			f.Status = StatusEstimate
		}
		figures[key] = f
	}
	return figures
}

// started are the projects that are funded on a day and have a start, by their codes.
func (n *Network) started(on event.Day) map[string]Project {
	funded := map[string]Project{}
	for _, p := range n.funded(on) {
		if p.Starts != 0 {
			funded[p.Code] = p
		}
	}
	return funded
}

// keysWith are the keys of a row of help with a project; by call, that of the project.
func (n *Network) keysWith(r row, p Project, w window) []string {
	if w.By != "call" {
		return n.keys(r, w)
	}
	w.By = total
	if len(n.keys(r, w)) == 0 {
		return nil
	}
	return []string{p.Call}
}

// projectParticipations: participations in funded projects since their start; of declarations those of whole months from that of the start on.
func projectParticipations(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	funded := n.started(w.AsOf)
	for _, r := range append(slices.Clone(n.public), n.declarations...) {
		p, known := funded[r.project]
		if !known || r.day >= w.To || r.day < p.Starts {
			continue
		}
		plain := w
		if w.By == "call" {
			plain.By = total
		}
		for key, people := range n.heads(r, plain) {
			if w.By == "call" {
				key = p.Call
			}
			t.of(key).numerator += people
		}
	}
	return t.counts()
}

// projectProgression: of people helped with a project since its start, not autonomous at their first assessment ever, whose latest before the window's
// end is on the day of the first such help or later, and 14 days after the first assessment: those with a higher level ÷ those people.
func projectProgression(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	funded := n.started(w.AsOf)
	came := map[string]map[string]event.Day{} // by person and project
	for _, r := range n.public {
		if p, known := funded[r.project]; known && !r.anonymous && r.day >= p.Starts {
			if came[r.person] == nil {
				came[r.person] = map[string]event.Day{}
			}
			if first, there := came[r.person][p.Code]; !there || r.day < first {
				came[r.person][p.Code] = r.day
			}
		}
	}
	for person, assessed := range n.assessed {
		first := assessed[0]
		last, ok := lastBefore(assessed, w.To)
		if !ok || first.level == autonomous || last.day < first.day+apart {
			continue
		}
		counted := map[string]bool{}
		for code, day := range came[person] {
			if last.day < day {
				continue
			}
			last.project = code
			for _, key := range n.keysWith(last, funded[code], w) {
				if counted[key] {
					continue
				}
				counted[key] = true
				t.of(key).denominator++
				if last.level > first.level {
					t.of(key).numerator++
				}
			}
		}
	}
	return t.ratios(1)
}

// targetReached: people helped with projects that have a target, since their start ÷ those whom they are to help.
func targetReached(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, p := range n.funded(w.AsOf) {
		if p.Starts == 0 || p.Starts >= w.To {
			continue
		}
		for _, key := range n.keysOf(p, n.history.owner(p.Structure, p.Starts), "", "", w) {
			if p.Target == nil {
				t.of(key).parts["untargeted"]++
				continue
			}
			t.of(key).parts["projects"]++
			t.of(key).denominator += float64(*p.Target)
		}
	}
	low, high := n.helpedWith(w, func(p Project, _, last event.Day) bool { return p.Target != nil && last >= p.Starts })
	for key, people := range low {
		t.of(key).numerator = people
		t.of(key).parts["low"], t.of(key).parts["high"] = people, high[key]
	}
	figures := t.ratios(1)
	for key, f := range figures {
		if f.Value != nil && high[key] > low[key] {
			f.Status = StatusEstimate
			figures[key] = f
		}
	}
	return figures
}

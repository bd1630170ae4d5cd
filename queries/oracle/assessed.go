package oracle

// The indicators of what people can do.

// apart are the days that lie at least between two assessments that are compared.
const apart = 14

// levelNames are the levels by their codes, from 1 on.
var levelNames = [...]string{"unable", "beginner", "intermediate", "autonomous"}

// progression: earliest assessment ever against the latest before the window's end, of people not autonomous at the earliest whose
// latest lies in the window and 14 days after it: those with a higher level ÷ those people, and how many passed from which level to
// which. About a person counts the latest one's place and structure.
func progression(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	lower, same, could := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for _, assessed := range n.assessed {
		first := assessed[0]
		last, ok := lastBefore(assessed, w.To)
		if !ok || first.level == autonomous {
			continue
		}
		for _, key := range n.keys(last, w) {
			of := t.of(key)
			if first.day+apart <= w.To {
				could[key]++
			}
			if last.day < w.From || last.day < first.day+apart {
				continue
			}
			of.denominator++
			of.parts[levelNames[first.level-1]+"_to_"+levelNames[last.level-1]]++
			switch {
			case last.level > first.level:
				of.numerator++
			case last.level < first.level:
				lower[key]++
			default:
				same[key]++
			}
		}
	}
	for key, of := range t {
		if of.denominator > 0 {
			of.parts["lower"], of.parts["same"] = lower[key]/of.denominator, same[key]/of.denominator
		}
		if could[key] > 0 {
			of.parts["reassessed"] = of.denominator / could[key]
		}
	}
	return t.ratios(1)
}

// autonomyGained: of the people of progression, those who are autonomous at the latest ÷ those people.
func autonomyGained(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, assessed := range n.assessed {
		first := assessed[0]
		last, ok := lastBefore(assessed, w.To)
		if !ok || first.level == autonomous || last.day < w.From || last.day < first.day+apart {
			continue
		}
		for _, key := range n.keys(last, w) {
			t.of(key).denominator++
			if last.level == autonomous {
				t.of(key).numerator++
			}
		}
	}
	for key, f := range progression(n, w) {
		if share, ok := f.Parts["reassessed"]; ok {
			t.of(key).parts["reassessed"] = share
		}
	}
	return t.ratios(1)
}

// wantedVsOffered: people by what they wanted at their last assessment before the window's end, structures by what they offer, participations.
func wantedVsOffered(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, assessed := range n.assessed {
		if last, ok := lastBefore(assessed, w.To); ok && len(last.wants) > 0 {
			last.services = last.wants
			for _, key := range n.keys(last, w) {
				t.of(key).numerator++
			}
		}
	}
	n.open(w, func(key string, s Snapshot) {
		switch {
		case w.By != "service" && len(s.Services) > 0:
			t.of(key).parts["offering"]++
		case w.By == "service":
			for _, service := range s.Services {
				if w.allows("service", service) {
					t.of(service).parts["offering"]++
				}
			}
		}
	})
	for key, f := range participations(n, w) {
		t.of(key).parts["given"] = *f.Value
	}
	return t.counts()
}

// levelProfile: people by their last level before the window's end; autonomous ÷ all.
func levelProfile(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, assessed := range n.assessed {
		last, ok := lastBefore(assessed, w.To)
		if !ok {
			continue
		}
		for _, key := range n.keys(last, w) {
			of := t.of(key)
			of.denominator++
			of.parts[levelNames[last.level-1]]++
			of.numerator = of.parts["autonomous"]
		}
	}
	return t.ratios(1)
}

// funnel: of people first assessed in the window and not autonomous then: referred to a structure since, come there, assessed again
// after that and at a higher level, as of the day of observation. About a person counts the first one's place and structure.
func funnel(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for person, assessed := range n.assessed {
		first := assessed[0]
		if !w.has(first.day) || first.level == autonomous {
			continue
		}
		steps := []string{"assessed"}
		referred, attended, came := false, false, w.AsOf
		for _, s := range n.sendings {
			if s.person != person || s.to == "" || s.day < first.day || s.day > w.AsOf {
				continue
			}
			referred = true
			if s.seen && s.came <= came {
				attended, came = true, s.came
			}
		}
		last, ok := lastBefore(assessed, w.AsOf+1)
		reassessed := attended && ok && last.day >= came && last.day >= first.day+apart
		if referred {
			steps = append(steps, "referred")
		}
		if attended {
			steps = append(steps, "attended")
		}
		if reassessed {
			steps = append(steps, "reassessed")
		}
		if reassessed && last.level > first.level {
			steps = append(steps, "progressed")
		}
		for _, key := range n.keys(first, w) {
			of := t.of(key)
			for _, step := range steps {
				of.parts[step]++
			}
			of.numerator, of.denominator = of.parts["progressed"], of.parts["assessed"]
		}
	}
	return t.ratios(1)
}

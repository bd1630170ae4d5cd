package oracle

// reachPer1000: distinct residents attended in the 12 months to the window's end ÷ population × 1 000. A choice of territories
// chooses residents, wherever they were helped; the other filters choose attendances. Persons whose home is known only roughly, or
// lies outside, stand beside, and so do anonymous people whose home a margin tells: those make the figure an estimate. There is none
// where fewer than half of the participations name a person of known residence.
func reachPer1000(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.populations(w) {
		t.of(key).denominator = people
	}
	anywhere := w
	anywhere.chosen, anywhere.By = nil, total
	persons := map[string]bool{}
	heads, known := map[string]float64{}, map[string]float64{} // participations, and those of persons of known residence, by place
	count := func(r row) {
		key := total
		if w.By == "territory" {
			key = n.key(n.place(r))
		} else if !w.within(n.place(r)) {
			return
		}
		people := n.heads(r, anywhere)[total]
		heads[key] += people
		if r.person != "" && !n.vague(n.said(r.person, "residence", w.To)) {
			known[key] += people
		}
	}
	beside := func(r row) {
		for home, people := range r.margins["residence"] {
			for _, key := range n.livesUnder(home, w) {
				t.of(key).parts["anonymous"] += float64(people)
			}
		}
	}
	for _, r := range n.public {
		if w.year(r.day) && len(n.keys(r, anywhere)) > 0 {
			count(r)
			beside(r)
			if r.person != "" {
				persons[r.person] = true
			}
		}
	}
	for _, r := range n.declarations {
		if !w.year(monthOf(r.day)) || !w.year(r.day) {
			continue
		}
		count(r)
		// Its margins are not crossed: with a filter on format or service nobody knows where those people live.
		if len(n.keys(r, anywhere)) > 0 && len(w.Filters["format"])+len(w.Filters["service"]) == 0 {
			beside(r)
		}
	}
	for person := range persons {
		home := n.said(person, "residence", w.To)
		for _, key := range n.livesUnder(home, w) {
			t.of(key).numerator++
		}
		n.notCounted(t, home, w)
	}
	figures := t.ratios(1000)
	for key, f := range figures {
		switch {
		case heads[key] > 2*known[key]:
			f.Value, f.Status = nil, StatusNoData
		case f.Value != nil && f.Parts["anonymous"] > 0:
			f.Status = StatusEstimate
		}
		figures[key] = f
	}
	return figures
}

// vague tells of a home that it is unknown, or known only roughly.
func (n *Network) vague(home string) bool { return home == unknown || n.rough(home) }

// chose tells whether a home is one of those that the question is about: a chosen one, or without a choice any of the registry.
func (n *Network) chose(home string, w window) bool {
	return w.within(home) && (w.chosen != nil || n.registered(home))
}

// livesUnder are the keys under which somebody of a home counts: by territory the home's, in total one that the question is about.
func (n *Network) livesUnder(home string, w window) []string {
	switch {
	case w.By != "territory" && n.chose(home, w):
		return []string{total}
	case w.By == "territory" && n.vague(home) && w.within(home):
		return []string{unknown}
	case w.By == "territory" && w.within(home):
		return []string{n.key(home)}
	}
	return nil
}

// notCounted adds somebody who is no resident of what the question is about to the part that says why.
func (n *Network) notCounted(t tallies, home string, w window) {
	key := total
	if w.By == "territory" {
		if !w.within(home) {
			return
		}
		key = n.livesUnder(home, w)[0]
	}
	switch {
	case n.chose(home, w):
	case n.vague(home):
		t.of(key).parts["unknown"]++
	case !n.registered(home):
		t.of(key).parts["outside"]++
	}
}

package oracle

// reachPer1000: distinct residents attended in the 12 months to the window's end ÷ population × 1 000. A choice of territories chooses
// residents, wherever they were helped; the other filters choose attendances. Residents whose home is known only roughly, or
// outside, stand beside. Anonymous people whose home a margin tells stand beside, too, and make the figure an estimate; where fewer
// than half of the participations name a person with a known residence there is none.
func reachPer1000(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.populations(w) {
		t.of(key).denominator = people
	}
	persons, at := map[string]bool{}, w
	at.chosen, at.By = nil, total
	heads := map[string]float64{} // participations by the key of their place
	known := map[string]float64{} // those of them by named persons of known residence
	of := func(r row) (home string) {
		if r.person == "" {
			return ""
		}
		if home = n.said(r.person, "residence", w.To); home == unknown || n.rough(home) {
			return ""
		}
		return home
	}
	count := func(r row) {
		key := total
		if w.By == "territory" {
			key = n.key(n.place(r))
		}
		if w.By != "territory" && !w.within(n.place(r)) {
			return
		}
		for _, people := range n.heads(r, at) {
			heads[key] += people
			if of(r) != "" {
				known[key] += people
			}
		}
	}
	anonymous := func(r row) {
		for home, people := range r.margins["residence"] {
			for _, key := range n.livesUnder(home, w) {
				t.of(key).parts["anonymous"] += float64(people)
			}
		}
	}
	for _, r := range n.public {
		if !w.year(r.day) || len(n.keys(r, at)) == 0 {
			continue
		}
		count(r)
		anonymous(r)
		persons[r.person] = r.person != ""
	}
	for _, r := range n.declarations {
		if monthsBefore(w.To, 12) > monthOf(r.day) || r.day >= w.To {
			continue
		}
		count(r)
		// Its margins are not crossed: with a filter on format or service nobody knows where those people live.
		if len(n.keys(r, at)) > 0 && len(w.Filters["format"])+len(w.Filters["service"]) == 0 {
			anonymous(r)
		}
	}
	for person, named := range persons {
		if !named {
			continue
		}
		home := n.said(person, "residence", w.To)
		for _, key := range n.livesUnder(home, w) {
			t.of(key).numerator++
		}
		n.beside(t, home, w)
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

// livesUnder are the keys under which somebody of a home counts: by territory the home's, in total one that is chosen.
func (n *Network) livesUnder(home string, w window) []string {
	chosen := w.within(home) && (w.chosen != nil || n.registered(home))
	switch {
	case w.By == "territory" && (w.chosen == nil || chosen):
		if home == unknown {
			home = ""
		}
		return []string{n.key(home)}
	case w.By != "territory" && chosen:
		return []string{total}
	}
	return nil
}

// beside counts somebody of a home that is not known well enough, or lies outside.
func (n *Network) beside(t tallies, home string, w window) {
	chosen := w.within(home) && (w.chosen != nil || n.registered(home))
	rough := home == unknown || n.rough(home)
	if w.By == "territory" && w.chosen != nil && !chosen {
		return
	}
	key := func(of string) string {
		if w.By == "territory" {
			return of
		}
		return total
	}
	switch {
	case rough && !chosen:
		t.of(key(unknown)).parts["unknown"]++
	case !rough && !n.registered(home):
		t.of(key(outside)).parts["outside"]++
	}
}

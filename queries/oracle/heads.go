package oracle

import "slices"

// How people fall under the keys of a grouping and meet its filters.
//
// Each class of a named person is known: of the attendance, or of the person. Of anonymous people format and services are those of
// their attendance, and their profiles are margins; of declared ones all five are margins. Margins are never crossed.

// margined are the fields that a row knows by margins only.
func (r row) margined() []string {
	switch {
	case r.kind == declaration:
		return append([]string{"format", "service"}, ofPeople...)
	case r.anonymous:
		return ofPeople
	}
	return nil
}

// classes are those of a row in a field, where it knows them.
func (n *Network) classes(r row, field string, w window) []string {
	switch field {
	case "service":
		return classes(r.services)
	case "format":
		return classes([]string{r.format})
	case "project":
		return classes([]string{r.project})
	case "structure":
		return []string{r.structure}
	case "equipment":
		if r.equipmentKnown && len(r.equipment) == 0 {
			return []string{"none"}
		}
		return classes(r.equipment)
	case "connects":
		return classes([]string{r.connects})
	case "offline_reason":
		return classes([]string{r.offline})
	case "barrier":
		return classes(r.barriers)
	case "territory":
		return []string{n.key(n.place(r))}
	case total:
		return []string{total}
	}
	return []string{n.said(r.person, field, w.To)} // age_band, activity, gender
}

// keys are those under which a row counts as a whole, or nil where a filter leaves it out: what it knows by margins is unknown.
func (n *Network) keys(r row, w window) []string {
	margined := r.margined()
	of := func(field string) []string {
		if slices.Contains(margined, field) {
			return []string{unknown}
		}
		return n.classes(r, field, w)
	}
	if !w.within(n.place(r)) {
		return nil
	}
	for filter := range w.Filters {
		if !w.allows(filter, of(filter)...) {
			return nil
		}
	}
	keys := of(w.By)
	if w.By == "service" {
		keys = slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return !w.allows("service", key) })
	}
	return keys
}

// heads are how many of a row's people count under each key, by its margins where it has any. A filter by a margin chooses its
// classes; by another margin those people are then unknown. Filters by two margins leave them out.
func (n *Network) heads(r row, w window) map[string]float64 {
	margined := r.margined()
	var filtered []string // margins that a filter chooses classes of
	plain := w
	plain.Filters = map[string][]string{}
	for filter, values := range w.Filters {
		if len(values) > 0 && slices.Contains(margined, filter) {
			filtered = append(filtered, filter)
		} else {
			plain.Filters[filter] = values
		}
	}
	heads := map[string]float64{}
	keys := n.keys(r, plain)
	switch {
	case len(keys) == 0 || len(filtered) > 1:
	case slices.Contains(margined, w.By) && (len(filtered) == 0 || filtered[0] == w.By):
		for class, people := range r.spread(w.By) {
			if w.allows(w.By, class) {
				heads[class] = people
			}
		}
	default:
		people := float64(r.heads)
		if len(filtered) > 0 {
			people = 0
			for class, of := range r.spread(filtered[0]) {
				if w.allows(filtered[0], class) {
					people += of
				}
			}
		}
		for _, key := range keys {
			heads[key] = people
		}
	}
	return heads
}

// spread is a margin with those whom it leaves out. People may have had several services, so theirs may hold more than there are.
func (r row) spread(field string) map[string]float64 {
	spread, rest := map[string]float64{}, float64(r.heads)
	for class, people := range r.margins[field] {
		spread[class] = float64(people)
		rest -= float64(people)
	}
	spread[unknown] = max(0, rest)
	return spread
}

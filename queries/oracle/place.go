package oracle

import (
	"slices"
	"time"

	"vigie/event"
)

// Keys of what has no territory, structure or class of its own.
const (
	total   = "total"
	unknown = "unknown"
	outside = "outside"
)

func (n *Network) territory(code string) (Territory, bool) {
	i := slices.IndexFunc(n.history.Territories, func(t Territory) bool { return t.Code == code })
	if i < 0 {
		return Territory{}, false
	}
	return n.history.Territories[i], true
}

func (n *Network) registered(code string) bool {
	_, ok := n.territory(code)
	return ok
}

// rough tells of a code that it says only roughly where in the network something is: it is a parent, or the département of communes.
func (n *Network) rough(code string) bool {
	for _, t := range n.history.Territories {
		if t.Parent == code || len(t.Code) == 5 && t.Code[:2] == code && !n.registered(code) {
			return true
		}
	}
	return false
}

// key is that under which figures by territory count a place.
func (n *Network) key(place string) string {
	switch {
	case place == "" || n.rough(place):
		return unknown
	case !n.registered(place):
		return outside
	}
	return place
}

// lowest are the territories that are nobody's parent.
func (n *Network) lowest() []string {
	var codes []string
	for _, t := range n.history.Territories {
		if !n.rough(t.Code) {
			codes = append(codes, t.Code)
		}
	}
	return codes
}

// held are the codes of all territories that the given ones and groups hold: each holds itself and all below it. Nil: no choice.
func (n *Network) held(given []string) map[string]bool {
	if len(given) == 0 {
		return nil
	}
	chosen := map[string]bool{}
	var hold func(code string)
	hold = func(code string) {
		chosen[code] = true
		for _, t := range n.history.Territories {
			if t.Parent == code {
				hold(t.Code)
			}
		}
	}
	for _, code := range given {
		if n.registered(code) {
			hold(code)
			continue
		}
		for _, g := range n.history.Groups {
			for _, member := range g.Members {
				if g.Code == code && n.registered(member) {
					hold(member)
				}
			}
		}
	}
	return chosen
}

// population is a territory's own, or where it has none that of its children.
func (n *Network) population(code string) float64 {
	t, _ := n.territory(code)
	people := float64(t.Population)
	if people == 0 {
		for _, child := range n.history.Territories {
			if child.Parent == code {
				people += n.population(child.Code)
			}
		}
	}
	return people
}

// populations are those of the figures by territory or of the total: the lowest territories of the choice each, or the sum of those
// of the choice that no other of it holds.
func (n *Network) populations(w window) map[string]float64 {
	people := map[string]float64{}
	for _, t := range n.history.Territories {
		switch {
		case w.chosen != nil && !w.chosen[t.Code]:
		case w.By == "territory" && !n.rough(t.Code):
			people[t.Code] = n.population(t.Code)
		case w.By != "territory" && (w.chosen != nil && !w.chosen[t.Parent] || w.chosen == nil && !n.registered(t.Parent)):
			people[total] += n.population(t.Code)
		}
	}
	return people
}

// state is a structure's last snapshot imported before a day, else its earliest; of several of one day the last.
func (n *Network) state(structure string, before event.Day) (Snapshot, bool) {
	var used, earliest *Snapshot
	for i := range n.history.Snapshots {
		s := &n.history.Snapshots[i]
		if s.Structure != structure {
			continue
		}
		if earliest == nil || s.Imported.Before(earliest.Imported) {
			earliest = s
		}
		if event.DayOf(s.Imported) < before && (used == nil || s.Imported.After(used.Imported)) {
			used = s
		}
	}
	switch {
	case used != nil:
		return n.history.ended(*used), true
	case earliest != nil:
		return n.history.ended(*earliest), true
	}
	return Snapshot{}, false
}

// placeOf is where a structure was on a day.
func (n *Network) placeOf(structure string, on event.Day) string {
	s, _ := n.state(structure, on+1)
	return s.Territory
}

// place is where an event took place.
func (n *Network) place(r row) string {
	if r.own != "" {
		return r.own
	}
	return n.placeOf(r.structure, r.day)
}

// structures are the ids of the registry.
func (n *Network) structures() []string {
	var ids []string
	for _, s := range n.history.Snapshots {
		if !slices.Contains(ids, s.Structure) {
			ids = append(ids, s.Structure)
		}
	}
	return ids
}

// monthsBefore is the day so many months earlier: the same of its month, or that month's last.
func monthsBefore(d event.Day, months int) event.Day {
	year, month, day := d.Time().Date()
	month -= time.Month(months)
	return min(event.NewDay(year, month, day), event.NewDay(year, month+1, 0))
}

// monthOf is the first day of a day's month, and nextMonth that of the next one.
func monthOf(d event.Day) event.Day {
	year, month, _ := d.Time().Date()
	return event.NewDay(year, month, 1)
}

func nextMonth(d event.Day) event.Day {
	year, month, _ := d.Time().Date()
	return event.NewDay(year, month+1, 1)
}

package gate

import (
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/places"
)

// Publication is what is published as of an edition. It never changes.
type Publication struct {
	Edition   store.Edition
	list      *cells.List
	catalogue *indicator.Catalogue
	forms     map[string]form // by indicator
	numbers   *numbers
	windows   map[period.Window]store.Window
	latest    []store.Window // the latest window first, and of those with one end the shortest
	dates     []store.Date
	held      store.Areas // what areas held when the windows were counted
	registry  *places.Snapshot
	areas     cells.Areas
	sorted    []cells.Area            // all areas of the registry
	holding   map[string][]cells.Area // by the code of a lowest territory: what it lies in
}

// under is the publication with the names, titles and groups of a registry, and what the network's dates are called.
func (p *Publication) under(registry *places.Snapshot, dates []store.Date) *Publication {
	with := *p
	with.registry, with.dates, with.areas = registry, dates, cells.AreasOf(registry, int(p.Edition.Height))
	with.sorted, with.holding = with.areas.Sorted(), make(map[string][]cells.Area)
	for _, area := range with.sorted {
		for _, code := range with.areas.Members[area] {
			with.holding[code] = append(with.holding[code], area)
		}
	}
	return &with
}

// Windows are those that have been published, the latest first, and of those with one end the shortest.
func (p *Publication) Windows() []store.Window { return slices.Clone(p.latest) }

// Usual is the window that is shown unasked.
func (p *Publication) Usual() period.Window { return store.Usual(p.latest) }

// Latest is the latest published window of a kind.
func (p *Publication) Latest(kind string) (period.Window, bool) {
	return store.LatestOf(p.latest, kind)
}

// Date is a date of the network.
type Date = store.Date

// Edition is what was published at once.
type Edition = store.Edition

// Since are the published windows from a date of the network on, the latest first.
type Since struct {
	Date
	Windows []period.Window
}

// Since are the dates of the network since which something is published, the first one first.
func (p *Publication) Since() (all []Since) {
	for _, d := range p.dates {
		of := Since{Date: d}
		ends := cells.SinceTo(d.Day, p.Edition.Day)
		for _, w := range slices.Backward(ends) {
			if p.Published(w) {
				of.Windows = append(of.Windows, w)
			}
		}
		if len(of.Windows) > 0 {
			all = append(all, of)
		}
	}
	return all
}

// SinceDate tells since which date of the network a window is that the calendar does not have.
func (p *Publication) SinceDate(w period.Window) (Date, bool) {
	at := slices.IndexFunc(p.dates, func(d store.Date) bool { return d.Day.Equal(w.From) })
	if at < 0 || len(cells.KindsOf(w)) > 0 {
		return Date{}, false
	}
	return p.dates[at], true
}

// Offered are the windows that a page can be asked for, the latest first: quarters, halves, years and those since a date; months where there is nothing else.
func (p *Publication) Offered() (all []period.Window) {
	for _, w := range p.latest {
		if kinds := cells.KindsOf(w.Window); !slices.Contains(kinds, cells.Month) {
			all = append(all, w.Window)
		}
	}
	if len(all) == 0 {
		for _, w := range p.latest {
			all = append(all, w.Window)
		}
	}
	return all
}

// Published tells whether a window is.
func (p *Publication) Published(w period.Window) bool {
	_, ok := p.windows[w]
	return ok
}

// Nearest is the refusal of a window that is not published, with those that come nearest.
func (p *Publication) Nearest(w period.Window) UnpublishedError {
	return UnpublishedError{Window: w, Nearest: nearestTo(w, p.Offered()), Later: w.To.After(p.Edition.Day)}
}

// Territories are the codes of the published level, sorted.
func (p *Publication) Territories() (codes []string) {
	for _, area := range p.Within(network, cells.Territory) {
		codes = append(codes, area.Code)
	}
	return codes
}

// network is the area of everything.
var network = cells.Area{Kind: cells.Group, Code: cells.Network}

// Area is the area of a place: the code of a territory or group, "" for the network.
func (p *Publication) Area(place string) (cells.Area, bool) {
	if place == "" {
		return network, true
	}
	for _, kind := range []string{cells.Territory, cells.Group, cells.Commune} {
		if _, ok := p.areas.Members[cells.Area{Kind: kind, Code: place}]; ok {
			return cells.Area{Kind: kind, Code: place}, true
		}
	}
	return cells.Area{}, false
}

// Within are the areas of a kind that lie in a place, by code.
func (p *Publication) Within(place cells.Area, kind string) (all []cells.Area) {
	for _, area := range p.sorted {
		if area.Kind == kind && p.holds(place, area) {
			all = append(all, area)
		}
	}
	return all
}

// holds tells whether all lowest territories of an area lie in another.
func (p *Publication) holds(outer, inner cells.Area) bool {
	members := p.areas.Members[outer]
	return !slices.ContainsFunc(p.areas.Members[inner], func(code string) bool {
		_, found := slices.BinarySearch(members, code)
		return !found
	})
}

// Around are the larger areas that hold one, the smallest first; the network is the last.
func (p *Publication) Around(area cells.Area) (all []cells.Area) {
	inner := p.areas.Members[area]
	if len(inner) == 0 {
		return []cells.Area{network}
	}
	for _, outer := range p.holding[inner[0]] {
		if outer != area && outer.Kind != cells.Commune && p.holds(outer, area) {
			all = append(all, outer)
		}
	}
	slices.SortStableFunc(all, func(a, b cells.Area) int {
		if d := len(p.areas.Members[a]) - len(p.areas.Members[b]); d != 0 {
			return d
		}
		return sized(a) - sized(b)
	})
	return all
}

func sized(a cells.Area) int {
	switch {
	case a.Code == cells.Network:
		return 2
	case a.Kind == cells.Group:
		return 1
	}
	return 0
}

// name is the name of an area.
func (p *Publication) name(area cells.Area, lang string) string {
	if name, special := indicator.SpecialName(area.Code); special {
		return name.In(lang)
	}
	switch area.Kind {
	case cells.Structure, cells.Project, cells.Call:
		return p.registry.Name(area.Kind, area.Code)
	}
	return p.registry.Name("territory", area.Code)
}

// Shown is a cell that anybody may see, as exports have it.
type Shown struct {
	Component string  `json:"component"`
	Kind      string  `json:"kind"`
	Area      string  `json:"area"`
	From      string  `json:"from"`
	To        string  `json:"to"`
	Field     string  `json:"field,omitempty"`
	Class     string  `json:"class,omitempty"`
	Version   uint16  `json:"version"`
	Value     float64 `json:"value"`
}

// Shown are all cells of the publication that may be shown, in no order: what is counted of structures, and counts from 11 on, hours where the
// participations are. What is protected is not among them, nor what is of an area that held others then.
func (p *Publication) Shown() (all []Shown) {
	p.numbers.each(func(c cells.Cell, value float64) {
		if !p.list.Shows(c, p.numbers.value) || p.heldOthers(c.Area, c.Window) {
			return
		}
		all = append(all, Shown{
			c.Component, c.Area.Kind, c.Area.Code, c.Window.From.Format(time.DateOnly), c.Window.To.Format(time.DateOnly), c.Field, c.Key,
			p.windows[c.Window].Version, value,
		})
	})
	return all
}

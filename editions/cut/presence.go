package cut

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/period"
)

// stay is a structure at a place, or a project while it runs.
type stay struct {
	Structure string    `ch:"structure"`
	Place     string    `ch:"place"`
	Since     time.Time `ch:"since"`
	Until     time.Time `ch:"until"`
	// of is the area of which the same people may be, as data alone tell; the zero one for none.
	of cells.Area
}

// presence is which structures were open where, and when, or which projects ran: areas with the same ones in a window are the same set of people.
type presence struct {
	stays []stay
	areas [][]uint32 // of each stay
	all   []cells.Area
	// lasting tells that figures are of what has ended, too.
	lasting bool
	// in tells which of them count in a window; nil for all.
	in    func(structure string, w period.Window) bool
	known map[period.Window]map[uint32]name // of the windows that were looked at
}

func (c *Cutter) readStays(ctx context.Context) (stays []stay, err error) {
	if err := c.Warehouse.Conn().Select(ctx, &stays, placesSQL); err != nil {
		return nil, fmt.Errorf("read where structures were: %w", err)
	}
	return stays, nil
}

// presenceOf is that of structures.
func presenceOf(stays []stay, a areas) *presence {
	p := newPresence(a)
	for _, s := range stays {
		numbers := slices.Clone(a.ofPlace(s.Place))
		if number, known := a.structures[s.Structure]; known {
			numbers = append(numbers, number)
		}
		p.add(s, numbers)
	}
	return p
}

func newPresence(a areas) *presence {
	return &presence{all: a.all, known: make(map[period.Window]map[uint32]name)}
}

func (p *presence) add(s stay, areas []uint32) {
	p.stays, p.areas = append(p.stays, s), append(p.areas, areas)
}

// name is what cells are drawn under: an area and a window.
type name struct {
	area   cells.Area
	window period.Window
}

// String is the same for the same name.
func (n name) String() string {
	return fmt.Sprintf("%s %q %s", n.area.Kind, n.area.Code, Name(n.window))
}

// name is the one that an area's cells are drawn under in a window, where it had something there.
func (p *presence) name(area uint32, w period.Window) (n name, there bool) {
	if p.known[w] == nil {
		p.known[w] = p.names(w)
	}
	n, there = p.known[w][area]
	return n, there
}

// names gives every area that had an open structure, or a project that ran, in a window the name that its cells are drawn under: the smallest area
// with the same ones there, or the one that all of them may be, and the months between the first and the last of them. Equal sets are drawn once.
func (p *presence) names(w period.Window) map[uint32]name {
	sets, of := make(map[uint32][]string), make(map[uint32]map[cells.Area]bool)
	since, until := make(map[uint32]time.Time), make(map[uint32]time.Time)
	for i, s := range p.stays {
		if !s.Since.Before(w.To) || !s.Until.After(w.From) || p.in != nil && !p.in(s.Structure, w) {
			continue
		}
		from, to := later(s.Since, w.From), earlier(s.Until, w.To)
		set := fmt.Sprint(s.Structure, from.Unix(), to.Unix())
		for _, area := range p.areas[i] {
			if sets[area] = append(sets[area], set); of[area] == nil {
				of[area] = make(map[cells.Area]bool)
			}
			of[area][s.of] = true
			if first, known := since[area]; !known || from.Before(first) {
				since[area] = from
			}
			until[area] = later(until[area], to)
		}
	}
	names, smallest := make(map[uint32]name, len(sets)), make(map[[sha256.Size]byte]name)
	for _, number := range slices.SortedFunc(maps.Keys(sets), func(a, b uint32) int { return compareSize(p.all[a], p.all[b]) }) {
		slices.Sort(sets[number])
		set := sha256.Sum256([]byte(strings.Join(sets[number], "\n")))
		if _, drawn := smallest[set]; !drawn {
			months := period.Window{From: period.MonthOf(since[number]), To: period.MonthOf(until[number].AddDate(0, 0, -1)).AddDate(0, 1, 0)}
			area := p.all[number]
			for one := range of[number] {
				if one != (cells.Area{}) && len(of[number]) == 1 {
					area = one
				}
			}
			smallest[set] = name{area, period.Window{From: later(months.From, w.From), To: earlier(months.To, w.To)}}
		}
		names[number] = smallest[set]
	}
	return names
}

// cells are how many structures, or projects, each area had in each window of the list.
func (p *presence) cells(list *cells.List, e store.Edition) (published []store.Cell) {
	for _, w := range e.Windows {
		kinds := cells.PublishedKinds(w.Window)
		there := make(map[uint32]map[string]bool)
		for i, s := range p.stays {
			if !s.Since.Before(w.To) || !p.lasting && !s.Until.After(w.From) {
				continue
			}
			for _, area := range p.areas[i] {
				if there[area] == nil {
					there[area] = make(map[string]bool)
				}
				there[area][s.Structure] = true
			}
		}
		for area, structures := range there {
			if p.lasting && p.all[area].Kind == cells.Group || !cells.Meet(list.KindsOfFamily(cells.Present, p.all[area].Kind, ""), kinds) {
				continue // of groups structures are counted
			}
			published = append(published, store.Cell{
				Cell:    cells.Cell{Component: cells.Present, Area: p.all[area], Window: w.Window},
				Version: w.Version, Value: float64(len(structures)),
			})
		}
	}
	return published
}

// sizes are the kinds of areas, the smallest first.
var sizes = []string{cells.Structure, cells.Project, cells.Call, cells.Commune, cells.Territory, cells.Elsewhere, cells.Group}

// compareSize orders areas by kind and code, the smallest kind first.
func compareSize(a, b cells.Area) int {
	if d := slices.Index(sizes, a.Kind) - slices.Index(sizes, b.Kind); d != 0 {
		return d
	}
	return strings.Compare(a.Code, b.Code)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

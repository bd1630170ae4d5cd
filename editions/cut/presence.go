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

// stay is a structure at a place.
type stay struct {
	Structure string    `ch:"structure"`
	Place     string    `ch:"place"`
	Since     time.Time `ch:"since"`
	Until     time.Time `ch:"until"`
}

// presence is which structures were open where, and when: areas with the same ones in a window are the same set of people.
type presence struct {
	stays []stay
	areas func(stay) []uint32
}

func (c *Cutter) readStays(ctx context.Context) (stays []stay, err error) {
	if err := c.Warehouse.Conn().Select(ctx, &stays, placesSQL); err != nil {
		return nil, fmt.Errorf("read where structures were: %w", err)
	}
	return stays, nil
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

// names gives every area that had an open structure in a window the name that its cells are drawn under: the smallest area with the same
// structures there, and the months between the first and the last of them. Equal sets are drawn once.
func (p presence) names(w period.Window, all []cells.Area) map[uint32]name {
	sets := make(map[uint32][]string)
	since, until := make(map[uint32]time.Time), make(map[uint32]time.Time)
	for _, s := range p.stays {
		if !s.Since.Before(w.To) || !s.Until.After(w.From) {
			continue
		}
		from, to := later(s.Since, w.From), earlier(s.Until, w.To)
		set := fmt.Sprint(s.Structure, from.Unix(), to.Unix())
		for _, area := range p.areas(s) {
			sets[area] = append(sets[area], set)
			if first, known := since[area]; !known || from.Before(first) {
				since[area] = from
			}
			until[area] = later(until[area], to)
		}
	}
	names, smallest := make(map[uint32]name, len(sets)), make(map[[sha256.Size]byte]name)
	for _, number := range slices.SortedFunc(maps.Keys(sets), func(a, b uint32) int { return compareSize(all[a], all[b]) }) {
		slices.Sort(sets[number])
		set := sha256.Sum256([]byte(strings.Join(sets[number], "\n")))
		if _, drawn := smallest[set]; !drawn {
			months := period.Window{From: period.MonthOf(since[number]), To: period.MonthOf(until[number].AddDate(0, 0, -1)).AddDate(0, 1, 0)}
			smallest[set] = name{all[number], period.Window{From: later(months.From, w.From), To: earlier(months.To, w.To)}}
		}
		names[number] = smallest[set]
	}
	return names
}

// cells are how many structures each area had in each window of the list.
func (p presence) cells(list *cells.List, e store.Edition, all []cells.Area) (published []store.Cell) {
	for _, w := range e.Windows {
		kinds := cells.PublishedKinds(w.Window)
		there := make(map[uint32]map[string]bool)
		for _, s := range p.stays {
			if !s.Since.Before(w.To) || !s.Until.After(w.From) {
				continue
			}
			for _, area := range p.areas(s) {
				if there[area] == nil {
					there[area] = make(map[string]bool)
				}
				there[area][s.Structure] = true
			}
		}
		for area, structures := range there {
			if !cells.Meet(list.KindsOfFamily(cells.Present, all[area].Kind, ""), kinds) {
				continue
			}
			published = append(published, store.Cell{
				Cell:    cells.Cell{Component: cells.Present, Area: all[area], Window: w.Window},
				Version: w.Version, Value: float64(len(structures)),
			})
		}
	}
	return published
}

// sizes are the kinds of areas, the smallest first.
var sizes = []string{cells.Structure, cells.Project, cells.Commune, cells.Territory, cells.Elsewhere, cells.Group}

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

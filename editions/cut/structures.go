package cut

import (
	"context"
	"maps"
	"slices"
	"time"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/engine"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/queries/places"
)

// sheetWindows is how many windows are looked at together: what structures are and do is read in one statement for all.
const sheetWindows = 32

// structures counts what is published of structures, exactly: each formula of an indicator that looks at them; how many there are; and how many
// inhabitants are set against figures. Where a formula looks at what people did there, it sees what is published of that: of people.
func (c *Cutter) structures(ctx context.Context, e store.Edition, a areas, registry *places.Snapshot, people []store.Cell) (published []store.Cell, err error) {
	shown := make(map[cells.Cell]float64)
	for _, cell := range people {
		if cell.Area.Kind == cells.Structure && cell.Field == "" {
			shown[cell.Cell] = cell.Value
		}
	}
	needs, distances := make(map[time.Time]engine.Needs), make(map[time.Time]engine.Distances)
	middles, err := c.Runner.Middles(ctx)
	if err != nil {
		return nil, err
	}
	for windows := range slices.Chunk(e.Windows, sheetWindows) {
		asked := make([]period.Window, len(windows))
		for i, w := range windows {
			asked[i] = w.Window
		}
		open, err := c.Runner.OpenStructures(ctx, asked, e.Day)
		if err != nil {
			return nil, err
		}
		for i, w := range windows {
			for n := range open[i] {
				open[i][n].Protect(c.protected(shown, open[i][n].ID, w))
			}
			if _, read := needs[w.To]; !read { // windows of one end have one
				if needs[w.To], err = c.Runner.Needs(ctx, w.To); err != nil {
					return nil, err
				}
				distances[w.To] = middles.To(open[i])
			}
			published = append(published, c.residentsIn(w, a, registry, needs[w.To], distances[w.To])...)
			published = append(published, c.structuresIn(w, open[i], a)...)
		}
	}
	return published, nil
}

// residentsIn tells how many people live in each area, how many of them are in need, and how far they are from offers.
func (c *Cutter) residentsIn(w store.Window, a areas, registry *places.Snapshot, needs engine.Needs, distances engine.Distances) (published []store.Cell) {
	kinds := cells.PublishedKinds(w.Window)
	for _, area := range a.all {
		members := a.members.Members[area]
		if len(members) == 0 || !cells.Meet(c.List.KindsOfFamily(cells.Structures, area.Kind, ""), kinds) {
			continue
		}
		add := func(field, key string, numbers map[string]float64) {
			for name, value := range numbers {
				published = append(published, store.Cell{
					Cell: cells.Cell{Component: name, Area: area, Window: w.Window, Field: field, Key: key}, Version: w.Version, Value: value,
				})
			}
		}
		held := a.members.Held(registry, area)
		add("", "", map[string]float64{cells.Population: registry.Population("total", held)["total"]})
		if need := needs.Of(registry.Inhabited("total", held)["total"]); need.Known {
			add("", "", need.Numbers())
		}
		lowest := slices.Concat(slices.Collect(maps.Values(registry.Inhabited("territory", held)))...)
		if distance := distances.Of(lowest, nil); distance.Known {
			add("", "", distance.Numbers())
		}
		if !cells.Meet(c.List.KindsOfFamily(cells.Structures, area.Kind, "service"), kinds) {
			continue
		}
		for _, service := range indicator.Classes("service") {
			if distance := distances.Of(lowest, []string{service.Key}); distance.Known && service.Key != indicator.KeyUnknown {
				add("service", service.Key, distance.Numbers())
			}
		}
	}
	return published
}

func (c *Cutter) structuresIn(w store.Window, open []engine.OpenStructure, a areas) (published []store.Cell) {
	of := make(map[uint32][]indicator.Structure)
	for _, s := range open {
		for _, number := range append(slices.Clone(a.ofPlace(s.Territory)), a.structures[s.ID]) {
			of[number] = append(of[number], s.Structure)
		}
	}
	kinds := cells.PublishedKinds(w.Window)
	indicators := c.Catalogue.All()
	slots := make([][]cells.Slot, len(indicators))
	for i, one := range indicators {
		slots[i] = cells.SlotsOf(one)
	}
	for number := range uint32(len(a.all)) {
		area := a.all[number]
		if !cells.Meet(c.List.KindsOfFamily(cells.Structures, area.Kind, ""), kinds) {
			continue
		}
		add := func(component string, value float64) {
			published = append(published, store.Cell{Cell: cells.Cell{Component: component, Area: area, Window: w.Window}, Version: w.Version, Value: value})
		}
		structures := of[number]
		if len(structures) == 0 {
			continue
		}
		kind := area.Kind
		if len(structures) == 1 {
			kind = cells.Structure // what is said of an area with one is said of that one
		}
		env := map[string]any{"key": keyOf(area), "population": 0.0, "structures": structures, "offering": engine.Offering(structures)}
		for i, one := range indicators {
			if area.Kind == cells.Structure && !one.HasGrouping("structure") {
				continue
			}
			for _, slot := range slots[i] {
				if slot.Part != "" && !c.List.PublishesPart(kind, slot.Part) {
					continue
				}
				if value, ok := slot.Formula.Number(env); ok && value != 0 {
					add(slot.Name, value)
				}
				if !one.HasGrouping("service") || !cells.Meet(c.List.KindsOfFamily(cells.Structures, area.Kind, "service"), kinds) {
					continue
				}
				for service, of := range byService(structures) {
					if value, ok := slot.Formula.Number(map[string]any{"key": service, "population": 0.0, "structures": of, "offering": engine.Offering(of)}); ok && value != 0 {
						published = append(published, store.Cell{
							Cell:    cells.Cell{Component: slot.Name, Area: area, Window: w.Window, Field: "service", Key: service},
							Version: w.Version, Value: value,
						})
					}
				}
			}
		}
	}
	return published
}

// byService are structures by what they offer.
func byService(structures []indicator.Structure) map[string][]indicator.Structure {
	of := make(map[string][]indicator.Structure)
	for _, s := range structures {
		for _, service := range s.Services {
			of[service] = append(of[service], s)
		}
	}
	return of
}

// protected gives what is published of a structure's components in a window: what may not be shown counts as nothing.
func (c *Cutter) protected(shown map[cells.Cell]float64, structure string, w store.Window) func(string) (float64, bool) {
	return func(component string) (float64, bool) {
		listed := cells.Meet(c.List.Kinds(component, cells.Structure, ""), cells.PublishedKinds(w.Window))
		of := cells.Cell{Component: component, Area: cells.Area{Kind: cells.Structure, Code: structure}, Window: w.Window}
		value := func(c cells.Cell) float64 { return shown[c] }
		if !listed || !c.List.Shows(of, value) {
			return 0, listed
		}
		return shown[of], true
	}
}

// keyOf is the key that formulas see of an area.
func keyOf(area cells.Area) string {
	if area.Kind == cells.Group {
		return indicator.KeyTotal
	}
	return area.Code
}

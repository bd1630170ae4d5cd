package cut

import (
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/queries/places"
)

// areas are all areas of a cut, and by their numbers, from 1 on, what belongs to which. Those that have classes come first.
type areas struct {
	all     []cells.Area // all[0] is none
	classed uint32
	// places are the areas of help given at a place, homes those of people who live there; others and abroad those of any other code.
	places, homes       map[string][]uint32
	others, abroad      []uint32
	structures, funders map[string]uint32
	// projects are the areas of what is done or paid with a project: its own, and its call's.
	projects map[string][]uint32
	members  cells.Areas
	byArea   map[cells.Area]uint32
}

func newAreas(registry *places.Snapshot, height int, of registered) areas {
	a := areas{
		all: []cells.Area{{}}, members: cells.AreasOf(registry, height), byArea: make(map[cells.Area]uint32),
		places: make(map[string][]uint32), homes: make(map[string][]uint32),
		structures: make(map[string]uint32), funders: make(map[string]uint32), projects: make(map[string][]uint32),
	}
	// What has classes comes first: calls, and all places but communes.
	for _, code := range of.calls() {
		a.classed = a.add(cells.Area{Kind: cells.Call, Code: code})
	}
	sorted := a.members.Sorted()
	communes := func(area cells.Area) bool { return area.Kind == cells.Commune }
	for _, area := range slices.DeleteFunc(slices.Clone(sorted), communes) {
		a.classed = a.addPlace(area)
	}
	for _, area := range sorted {
		if communes(area) {
			a.addPlace(area)
		}
	}
	network := a.byArea[cells.Area{Kind: cells.Group, Code: cells.Network}]
	unknown, outside := a.add(cells.Area{Kind: cells.Elsewhere, Code: indicator.KeyUnknown}), a.add(cells.Area{Kind: cells.Elsewhere, Code: indicator.KeyOutside})
	// Help given anywhere is the network's; people who live elsewhere are not.
	a.places[""], a.homes[indicator.KeyUnknown] = []uint32{network, unknown}, []uint32{unknown}
	a.others, a.abroad = []uint32{network, outside}, []uint32{outside}
	a.addRough(registry, network, unknown)
	for _, id := range registry.StructureIDs() {
		a.structures[id] = a.add(cells.Area{Kind: cells.Structure, Code: id})
	}
	for _, p := range of.projects {
		a.projects[p.Project] = []uint32{a.add(cells.Area{Kind: cells.Project, Code: p.Project})}
		if p.Call != "" {
			a.projects[p.Project] = append(a.projects[p.Project], a.byArea[cells.Area{Kind: cells.Call, Code: p.Call}])
		}
	}
	for _, name := range of.funders {
		a.funders[name] = a.add(cells.Area{Kind: cells.Funder, Code: name})
	}
	return a
}

// addPlace adds an area that holds territories.
func (a *areas) addPlace(area cells.Area) uint32 {
	number := a.add(area)
	for _, code := range a.members.Members[area] {
		a.places[code] = append(a.places[code], number)
		a.homes[code] = append(a.homes[code], number)
	}
	return number
}

// addRough adds the codes that say only roughly where something is: what is known only to lie in a territory that holds others is in none
// of those, but in what holds the territory as a whole. A code that the registry does not have is no residence in the network.
func (a *areas) addRough(registry *places.Snapshot, network, unknown uint32) {
	rough := make(map[string]bool)
	for _, code := range registry.RoughCodes() {
		rough[code] = true
	}
	for _, t := range registry.Territories() {
		if !registry.Lowest(t.Code) {
			rough[t.Code] = true
		}
	}
	for code := range rough {
		a.places[code], a.homes[code] = []uint32{network, unknown}, []uint32{unknown}
		if registry.Registered(code) {
			a.homes[code] = []uint32{network, unknown}
		}
	}
	for _, area := range a.members.Sorted() {
		for _, code := range a.members.Held(registry, area) {
			if number := a.byArea[area]; rough[code] && number != network {
				a.places[code], a.homes[code] = append(a.places[code], number), append(a.homes[code], number)
			}
		}
	}
}

func (a *areas) add(area cells.Area) uint32 {
	number := uint32(len(a.all))
	a.all, a.byArea[area] = append(a.all, area), number
	return number
}

// ofPlace are the areas of help given at a place.
func (a *areas) ofPlace(place string) []uint32 {
	if known, ok := a.places[place]; ok {
		return known
	}
	return a.others
}

package cells

import (
	"maps"
	"slices"

	"vigie/queries/places"
)

// Kinds of areas.
const (
	Territory = "territory" // of the published level
	Group     = "group"     // a group, a parent, the network
	Elsewhere = "elsewhere" // unknown, outside
	Commune   = "commune"   // below the published level
	Structure = "structure"
	Project   = "project"
	Call      = "call"   // the projects of a call together
	Funder    = "funder" // what somebody paid
)

var areaKinds = []string{Territory, Group, Elsewhere, Commune, Structure, Project, Call, Funder}

// AreaKinds are the kinds of areas that cells are of.
func AreaKinds() []string { return slices.Clone(areaKinds) }

// Network is the code of the area that holds everything.
const Network = "total"

// Area is one place that cells are of. Codes of different kinds can be the same.
type Area struct{ Kind, Code string }

// enough is how many inhabitants half of the territories of the published level have at least.
const enough = 3000

// Areas are those of a registry.
type Areas struct {
	// Members are the codes of the lowest territories that an area holds, sorted; those of the network are all.
	Members map[Area][]string
	// Height is how many levels above the lowest territories the published level is.
	Height int
}

// AreasOf reads the areas of a registry. A height of -1 asks for the lowest level whose median population is enough.
func AreasOf(s *places.Snapshot, height int) Areas {
	a := Areas{Members: make(map[Area][]string), Height: height}
	lowest := s.Keys("territory", nil, nil)
	if height < 0 {
		a.Height = levelOf(s, lowest)
	}
	published := at(s, lowest, a.Height)
	for _, t := range s.Territories() {
		members, err := s.Expand([]string{t.Code})
		if err != nil {
			continue // t is of the same registry
		}
		kind := Group
		switch {
		case published[t.Code]:
			kind = Territory
		case s.Lowest(t.Code):
			kind = Commune
		case below(s, t.Code, published):
			continue // between communes and the published level nothing is published
		}
		a.Members[Area{kind, t.Code}] = onlyLowest(s, members)
	}
	for _, code := range s.Groups() {
		if members, err := s.Expand([]string{code}); err == nil {
			a.Members[Area{Group, code}] = onlyLowest(s, members)
		}
	}
	a.Members[Area{Group, Network}] = lowest
	return a
}

// levelOf is the height of the published level.
func levelOf(s *places.Snapshot, lowest []string) int {
	for height := 0; ; height++ {
		level := at(s, lowest, height)
		var people []uint64
		for _, t := range s.Territories() {
			if level[t.Code] {
				people = append(people, t.People)
			}
		}
		slices.Sort(people)
		if len(people) == 0 || people[len(people)/2] >= enough || maps.Equal(level, at(s, lowest, height+1)) {
			return height
		}
	}
}

// at are the territories so many levels above the lowest ones; one that has none above it stands for itself.
func at(s *places.Snapshot, lowest []string, height int) map[string]bool {
	level := make(map[string]bool)
	for _, code := range lowest {
		for range height {
			parent, ok := s.Parent(code)
			if !ok {
				break
			}
			code = parent
		}
		level[code] = true
	}
	return level
}

// below tells whether a territory lies below one of a level.
func below(s *places.Snapshot, code string, level map[string]bool) bool {
	for parent, ok := s.Parent(code); ok; parent, ok = s.Parent(parent) {
		if level[parent] {
			return true
		}
	}
	return false
}

func onlyLowest(s *places.Snapshot, codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return !s.Lowest(code) })
}

// Sorted are all areas, by kind and code.
func (a Areas) Sorted() []Area { return slices.SortedFunc(maps.Keys(a.Members), Area.compare) }

// Held are the codes of all territories that an area holds, sorted, those that hold others among them; nil are all.
func (a Areas) Held(s *places.Snapshot, area Area) []string {
	if area.Code == Network {
		return nil
	}
	held, err := s.Expand([]string{area.Code})
	if err != nil {
		return a.Members[area]
	}
	return held
}

package funding

import "vigie/network"

// Places say where projects are.
type Places struct {
	territories map[string]network.Territory
	children    map[string][]string
	structures  map[string]string // id → territory
}

// NewPlaces takes the territories and structures of the registry.
func NewPlaces(territories []network.Territory, structures []network.Structure) Places {
	at := Places{map[string]network.Territory{}, map[string][]string{}, map[string]string{}}
	for _, t := range territories {
		at.territories[t.Code] = t
		at.children[t.Parent] = append(at.children[t.Parent], t.Code)
	}
	for _, s := range structures {
		at.structures[s.ID] = s.Territory
	}
	return at
}

// lowest lists the territories without parts in some, each of them once; a code that the registry lacks stands for itself.
func (at Places) lowest(codes []string) []string {
	var found []string
	seen := map[string]bool{}
	var visit func(code string)
	visit = func(code string) {
		if seen[code] {
			return
		}
		seen[code] = true
		if len(at.children[code]) == 0 {
			found = append(found, code)
		}
		for _, part := range at.children[code] {
			visit(part)
		}
	}
	for _, code := range codes {
		visit(code)
	}
	return found
}

// of are the lowest territories of a project: those it names, else its structure's. "" stands for one that is not known.
func (at Places) of(p Project) []string {
	switch structure := at.structures[p.Structure]; {
	case len(p.Territories) > 0:
		return at.lowest(p.Territories)
	case structure != "":
		return at.lowest([]string{structure})
	}
	return []string{""}
}

// Split divides what runs of each project in [from, to) over its lowest territories by their population, to the cent; what is in no known
// territory has the key "".
func (at Places) Split(projects []Project, from, to string) map[string]Money {
	sums := map[string]Money{}
	for _, p := range projects {
		running := p.Running(from, to)
		if running == (Money{}) {
			continue
		}
		codes := at.of(p)
		weights := make([]uint64, len(codes))
		for i, code := range codes {
			weights[i] = uint64(at.territories[code].Population)
		}
		all, own := split(running.All, weights), split(running.Call, weights)
		for i, code := range codes {
			sums[code] = sums[code].plus(Money{all[i], own[i]})
		}
	}
	return sums
}

package scope

import (
	"iter"
	"slices"

	"vigie/network"
)

// Places are the registry as a request needs it.
type Places struct {
	network.Snapshot

	byCode map[string]network.Territory
	parent map[string]bool // codes of territories that have others below them
}

// NewPlaces finds the places of a registry by their codes.
func NewPlaces(registry network.Snapshot) *Places {
	p := &Places{Snapshot: registry, byCode: make(map[string]network.Territory, len(registry.Territories)), parent: map[string]bool{}}
	for _, t := range registry.Territories {
		p.byCode[t.Code] = t
	}
	for _, t := range registry.Territories {
		if _, known := p.byCode[t.Parent]; known {
			p.parent[t.Parent] = true
		}
	}
	return p
}

// Territory is that of a code; the zero one where the registry has none.
func (p *Places) Territory(code string) network.Territory { return p.byCode[code] }

// Group is that of a code.
func (p *Places) Group(code string) (network.Group, bool) {
	i := slices.IndexFunc(p.Groups, func(g network.Group) bool { return g.Code == code })
	if i < 0 {
		return network.Group{}, false
	}
	return p.Groups[i], true
}

// Name is the name of a territory or a group, "" where the registry has neither.
func (p *Places) Name(code string) string {
	if g, ok := p.Group(code); ok {
		return g.Name
	}
	return p.byCode[code].Name
}

// Knows tells whether there is a territory of that code.
func (p *Places) Knows(code string) bool {
	_, known := p.byCode[code]
	return known
}

// IsParent tells whether a territory has others below it.
func (p *Places) IsParent(code string) bool { return p.parent[code] }

// Codes are those that the parameter territory may take, groups first, up to a bound.
func (p *Places) Codes(bound int) []string {
	var codes []string
	for _, g := range p.Groups {
		codes = append(codes, g.Code)
	}
	for _, t := range p.Territories {
		codes = append(codes, t.Code)
	}
	return codes[:min(bound, len(codes))]
}

// Within tells of territories whether they lie in a territory or group; all lie in "", the network.
func (p *Places) Within(place string) func(code string) bool {
	if place == "" {
		return func(string) bool { return true }
	}
	chosen := map[string]bool{place: true}
	if g, ok := p.Group(place); ok {
		for _, m := range g.Members {
			chosen[m] = true
		}
	}
	return func(code string) bool { return p.Nearest(code, func(at string) bool { return chosen[at] }) != "" }
}

// Nearest is the first of a territory and those it lies in of which something holds; "" where there is none.
func (p *Places) Nearest(code string, holds func(code string) bool) string {
	for at := range p.Around(code) {
		if holds(at) {
			return at
		}
	}
	return ""
}

// Around are a territory and those it lies in, the nearest first.
func (p *Places) Around(code string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for hops := 0; code != "" && hops < 10 && yield(code); hops++ { // a parent that is its own ancestor must not hang a page
			code = p.byCode[code].Parent
		}
	}
}

// Standing is where a structure stands, as lists name it: its territory, or its commune where it is attached to none.
func (p *Places) Standing(s network.Structure) string {
	if name := p.byCode[s.Territory].Name; name != "" {
		return name
	}
	return s.Commune
}

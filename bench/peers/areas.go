package peers

import (
	"vigie/editions/cells"
	"vigie/network"
)

// places are the rows of the table territory: the lowest territories of the network, one for what is not known, and one for all others.
type places struct {
	codes  []string
	number map[string]int16
	rough  map[string]bool
}

const (
	unknownPlace = "unknown"
	outsidePlace = "outside"
)

// newPlaces numbers the lowest territories: those that are nobody's parent. A parent, and the département that codes of
// communes begin with, say only roughly where something is.
func newPlaces(territories []network.Territory) places {
	p := places{codes: []string{unknownPlace, outsidePlace}, number: map[string]int16{unknownPlace: 0, outsidePlace: 1}, rough: map[string]bool{"": true}}
	for _, t := range territories {
		p.rough[t.Parent] = true
		p.rough[t.Code[:2]] = true
	}
	for _, t := range territories {
		if !p.rough[t.Code] {
			p.number[t.Code] = int16(len(p.number))
			p.codes = append(p.codes, t.Code)
		}
	}
	return p
}

// of is the number of the row that a code is counted in.
func (p places) of(code string) int16 {
	if number, ok := p.number[code]; ok {
		return number
	}
	if p.rough[code] {
		return p.number[unknownPlace]
	}
	return p.number[outsidePlace]
}

// areas are those that editions publish of: the lowest territories, groups of them, the network, what lies elsewhere, structures.
type areas struct {
	all        []cells.Area
	territory  map[int16][]int16 // those of help given there
	residence  map[int16][]int16 // those of people who live there
	structures []int16           // by the number of the structure
}

// noResidence stands for people of whose residence nothing is known.
const noResidence = int16(-1)

func newAreas(p places, groups []network.Group, residences []string, structures []registered) areas {
	a := areas{territory: make(map[int16][]int16), residence: make(map[int16][]int16)}
	total := a.add(cells.Group, cells.Network)
	homes := make(map[int16][]int16)
	for number, code := range p.codes {
		place, kind := int16(number), cells.Territory
		if code == unknownPlace || code == outsidePlace {
			kind = cells.Elsewhere
		}
		area := a.add(kind, code)
		a.territory[place] = []int16{area, total}
		homes[place] = []int16{area, total}
		if kind == cells.Elsewhere {
			homes[place] = []int16{area}
		}
	}
	for _, g := range groups {
		area := a.add(cells.Group, g.Code)
		for _, code := range g.Members {
			place := p.of(code)
			a.territory[place] = append(a.territory[place], area)
			homes[place] = append(homes[place], area)
		}
	}
	a.residence[noResidence] = homes[p.number[unknownPlace]]
	for number, code := range residences {
		a.residence[int16(number)] = homes[p.of(code)]
	}
	for _, s := range structures {
		a.structures = append(a.structures, a.add(cells.Structure, s.ID))
	}
	return a
}

func (a *areas) add(kind, code string) int16 {
	a.all = append(a.all, cells.Area{Kind: kind, Code: code})
	return int16(len(a.all) - 1)
}

// pairs are the rows of a table that says which areas something is part of.
func pairs(of map[int16][]int16) (rows [][]any) {
	for number, in := range of {
		for _, area := range in {
			rows = append(rows, []any{number, area})
		}
	}
	return rows
}

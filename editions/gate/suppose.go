package gate

import (
	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/queries/period"
)

// granted is the component to which euros are added that are supposed: what other funders grant than that of a call.
const granted = "cents_of_funders"

// Supposed is a registry that is otherwise than it was, in one territory.
type Supposed struct {
	// Territory is the code of one of the published level.
	Territory string
	// Without are structures that its figures count, With are others.
	Without, With []indicator.Structure
	// Cents are granted more for the window.
	Cents float64
}

// Suppose is the publication as it would be if, at a window's end, the registry were otherwise: what a rank takes from the registry is worked out
// again by its formulas, in the territories and all that holds them, of everything together; and so is what was granted. All else is what is
// published, what people did above all. Of no change it is the publication itself.
func (p *Publication) Suppose(w period.Window, changes []Supposed) *Publication {
	of := make(map[cells.Area]Supposed)
	for _, c := range changes {
		area := cells.Area{Kind: cells.Territory, Code: c.Territory}
		for _, at := range append([]cells.Area{area}, p.Around(area)...) {
			all := of[at]
			all.Without, all.With, all.Cents = append(all.Without, c.Without...), append(all.With, c.With...), all.Cents+c.Cents
			of[at] = all
		}
	}
	if len(of) == 0 {
		return p
	}
	values := make(map[cells.Cell]float64)
	for area, c := range of {
		if c.Cents != 0 {
			at := cells.Cell{Component: granted, Area: area, Window: w}
			values[at] = p.numbers.value(at) + c.Cents
		}
		p.edit(values, area, w, c)
	}
	with := *p
	with.numbers = p.numbers.supposing(values)
	return &with
}

// edit works out what a rank takes from the registry of an area.
func (p *Publication) edit(values map[cells.Cell]float64, area cells.Area, w period.Window, c Supposed) {
	if len(c.Without)+len(c.With) == 0 {
		return
	}
	e := indicator.Edit{Without: c.Without, With: c.With, Offering: make(map[string]float64)}
	slots := p.ofRegistry()
	for _, s := range slots {
		if service := s.Formula.Service(); service != "" {
			e.Offering[service] = p.numbers.value(cells.Cell{Component: s.Name, Area: area, Window: w})
		}
	}
	count := func(structures []indicator.Structure, by float64) {
		for _, s := range structures {
			for _, service := range s.Services {
				e.Offering[service] += by
			}
		}
	}
	count(c.Without, -1)
	count(c.With, 1)
	open := false // every structure is in one of the sums: hours are known, or not
	for _, s := range slots {
		at := cells.Cell{Component: s.Name, Area: area, Window: w}
		if after, ok := s.Formula.Edited(p.numbers.value(at), e, area.Code); ok {
			values[at] = max(after, 0) // an edition that is older than a correction of the registry may have counted fewer
			open = open || s.Formula.Adds() && after > 0
		}
	}
	for _, s := range slots {
		if !open { // as of any area without a structure, nothing is published
			values[cells.Cell{Component: s.Name, Area: area, Window: w}] = 0
		}
	}
}

// ofRegistry are the formulas over structures of what a rank takes from the registry.
func (p *Publication) ofRegistry() (slots []cells.Slot) {
	for _, ranked := range p.catalogue.All() {
		if ranked.Rank == nil {
			continue
		}
		for _, part := range ranked.Rank.Offer {
			if of, _ := p.catalogue.Get(part.Of); !part.People {
				slots = append(slots, cells.SlotsOf(of)...)
			}
		}
	}
	return slots
}

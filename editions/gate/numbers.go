package gate

import (
	"slices"

	"vigie/editions/cells"
	"vigie/editions/store"
	"vigie/queries/period"
)

// numbers are the published cells, in little memory: what makes a cell up is numbered.
type numbers struct {
	components map[string]uint16
	areas      map[cells.Area]uint32
	windows    map[period.Window]uint16
	classes    map[[2]string]uint16
	values     map[place]float64
	supposed   map[cells.Cell]float64 // in the place of what is published
}

// place is a cell by the numbers of what makes it up.
type place struct {
	area                     uint32
	component, window, class uint16
}

func newNumbers() *numbers {
	return &numbers{
		components: make(map[string]uint16), areas: make(map[cells.Area]uint32), windows: make(map[period.Window]uint16),
		classes: make(map[[2]string]uint16), values: make(map[place]float64),
	}
}

// numbered is the number of a value, which gets the next one where it has none.
func numbered[K comparable, N uint16 | uint32](of map[K]N, value K) N {
	n, known := of[value]
	if !known {
		n = N(len(of))
		of[value] = n
	}
	return n
}

func (n *numbers) add(c store.Cell) {
	n.values[place{
		numbered(n.areas, c.Area), numbered(n.components, c.Component), numbered(n.windows, c.Window), numbered(n.classes, [2]string{c.Field, c.Key}),
	}] = c.Value
}

// supposing are the numbers with others in the place of some.
func (n *numbers) supposing(values map[cells.Cell]float64) *numbers {
	with := *n
	with.supposed = values
	return &with
}

// value is what is published of a cell, or supposed; 0 where nothing was counted.
func (n *numbers) value(c cells.Cell) float64 {
	if value, is := n.supposed[c]; is {
		return value
	}
	component, ok := n.components[c.Component]
	area, has := n.areas[c.Area]
	window, there := n.windows[c.Window]
	class, known := n.classes[[2]string{c.Field, c.Key}]
	if !ok || !has || !there || !known {
		return 0
	}
	return n.values[place{area, component, window, class}]
}

// codes are the codes of all areas of a kind that have cells, sorted.
func (n *numbers) codes(kind string) (codes []string) {
	for area := range n.areas {
		if area.Kind == kind {
			codes = append(codes, area.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

// each gives every cell to take.
func (n *numbers) each(take func(cells.Cell, float64)) {
	components, areas := inverse(n.components), inverse(n.areas)
	windows, classes := inverse(n.windows), inverse(n.classes)
	for at, value := range n.values {
		class := classes[at.class]
		take(cells.Cell{Component: components[at.component], Area: areas[at.area], Window: windows[at.window], Field: class[0], Key: class[1]}, value)
	}
}

// inverse gives what is numbered by its number.
func inverse[K comparable, N uint16 | uint32](of map[K]N) []K {
	all := make([]K, len(of))
	for value, number := range of {
		all[number] = value
	}
	return all
}

package demo

import (
	"fmt"
	"math"
	"slices"

	"vigie/network"
)

// Shape is the sort of network that is made.
type Shape string

// The shapes.
const (
	Paris Shape = "paris" // the arrondissements of Paris, some 600 structures
	Small Shape = "small" // a town and the communes around it, 12 structures
	Rural Shape = "rural" // a département of 563 communes under its EPCIs: most communes have no structure, many have one
)

// The real areas over which structures are invented.
const (
	smallEPCI        = "248500621" // Les Herbiers, a town of 17 000, and seven communes
	ruralDepartement = "71"        // Saône-et-Loire
)

const (
	smallStructures = 12
	// structuresPerPerson is the number of structures a resident: 3 for 10 000, as counted in 2021 on average over more than
	// 2 000 structures.
	structuresPerPerson = 3.0 / 10_000
)

// People is how many people a network of this shape is made of unless something else is asked for.
func (s Shape) People() int {
	if s == Small {
		return 900
	}
	return 20_000
}

// Area completes the options with the territories of the shape and their postcodes, and gives their groups and the territories
// that are to be registered, the EPCIs around them among these. The error is national.ErrNotMade where the program was built
// without the national list.
func (o *Options) Area() (groups []network.Group, err error) {
	switch o.Shape {
	case Paris, "":
		o.Territories, groups, err = network.Paris()
	case Small:
		o.Territories, err = network.EPCI(smallEPCI)
	case Rural:
		o.Territories, err = network.DepartementByEPCI(ruralDepartement)
	default:
		err = fmt.Errorf("%q is no shape of a demonstration: choose %s, %s or %s", o.Shape, Paris, Small, Rural)
	}
	if err == nil && o.Shape != Paris && o.Shape != "" {
		o.Postcodes, err = network.Postcodes(o.Territories)
	}
	return groups, err
}

// structuresOf says how many structures stand in each place.
func (o Options) structuresOf(places []place) []int {
	counts := make([]int, len(places))
	var population, supplied float64
	for _, p := range places {
		population += p.population
		supplied += p.population * p.supply
	}
	if o.Shape == Paris || o.Shape == "" {
		for i, p := range places {
			counts[i] = max(2, int(math.Round(p.population*p.supply*population/supplied*structuresPerPerson)))
		}
		return counts
	}
	// Where there are fewer structures than communes, they stand at even distances along all residents, one commune after the other:
	// a town has its share, and of the small communes one has a structure and its neighbours have none.
	all := smallStructures
	if o.Shape == Rural {
		all = int(math.Round(population * structuresPerPerson))
	}
	d := newDraws()
	d.begin(o.Seed, 0, textNumber("structures"))
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareParents(places[a], places[b]) })
	next, passed := d.Float64(), 0.0
	for _, i := range order {
		passed += places[i].population * places[i].supply / supplied * float64(all)
		for ; next < passed; next++ {
			counts[i]++
		}
	}
	return counts
}

package engine

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"vigie/network"
	"vigie/queries/indicator"
	"vigie/queries/places"
)

// Middles are those of the territories whose outlines are known, from which it is measured how far offers are.
type Middles map[string]network.Position

// Middles reads them.
func (r *Runner) Middles(ctx context.Context) (Middles, error) {
	middles, err := r.network.Middles(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the middles of territories: %w", err)
	}
	return middles, nil
}

// Distances tells how far territories are from the nearest open structures.
type Distances struct {
	// numbers are the places of services in nearest: kilometres from the middle of each territory. The first is to any structure.
	numbers map[string]int
	nearest map[string][]float64
}

// To measures to structures that are open: those that receive the public and whose position is known.
func (m Middles) To(open []OpenStructure) Distances {
	d := Distances{map[string]int{"": 0}, make(map[string][]float64, len(m))}
	for i, class := range indicator.Classes("service") {
		d.numbers[class.Key] = i + 1
	}
	var positions []network.Position
	var offers [][]int
	for _, s := range open {
		if s.Receives && s.Positioned {
			positions, offers = append(positions, s.Position), append(offers, d.offered(s.Services))
		}
	}
	for code, middle := range m {
		nearest := slices.Repeat([]float64{math.Inf(1)}, len(d.numbers))
		for i, position := range positions {
			away := middle.Kilometres(position)
			for _, number := range offers[i] {
				nearest[number] = min(nearest[number], away)
			}
		}
		d.nearest[code] = nearest
	}
	return d
}

// offered are the numbers of what a structure offers: any, and each of its services, or that they are unknown.
func (d Distances) offered(services []string) []int {
	if len(services) == 0 {
		services = []string{indicator.KeyUnknown}
	}
	numbers := []int{0}
	for _, service := range services {
		numbers = append(numbers, d.numbers[service])
	}
	return numbers
}

// Of adds up the lowest territories of an area, to structures that offer one of some services; nil is any.
func (d Distances) Of(lowest []places.Territory, services []string) indicator.Distance {
	sum := indicator.Distance{Known: len(lowest) > 0}
	if len(services) == 0 {
		services = []string{""}
	}
	for _, t := range lowest {
		if t.People == 0 {
			continue
		}
		away := math.Inf(1)
		if nearest, known := d.nearest[t.Code]; known {
			for _, service := range services {
				away = min(away, nearest[d.numbers[service]])
			}
		}
		sum.Travelled += away * float64(t.People)
		sum.Inhabitants += float64(t.People)
	}
	if !sum.Known || math.IsInf(sum.Travelled, 1) {
		return indicator.Distance{}
	}
	return sum
}

// distances are those of a window, by the keys of a question.
func (a asked) distances(c *counts, w window) map[string]indicator.Distance {
	var open []OpenStructure
	for _, row := range c.sheet(w) {
		open = append(open, row.structure())
	}
	measured, services := c.middles.To(open), a.filters["service"]
	lowest := c.registry.Inhabited("territory", a.territories)
	all := slices.Concat(slices.Collect(maps.Values(lowest))...)
	distances := make(map[string]indicator.Distance)
	switch a.grouping() {
	case "territory":
		for code, one := range lowest {
			distances[code] = measured.Of(one, services)
		}
	case "service":
		for _, class := range indicator.Classes("service") {
			if chosen(services, class.Key) {
				distances[class.Key] = measured.Of(all, []string{class.Key})
			}
		}
	default:
		distances[indicator.KeyTotal] = measured.Of(all, services)
	}
	return distances
}

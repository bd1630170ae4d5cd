package demo

import (
	"fmt"
	"math"

	"vigie/network/need"
)

// Sources of what is invented of need, and said to be so.
const (
	inventedRate = "Démonstration : taux inventé"
	inventedAges = "Démonstration : structure par âge inventée"
	averageNeed  = 0.16 // of residents
	byAges       = 7    // of so many places one has an age structure instead of a rate
	zoneCount    = 3
)

// NeedRates of the places, invented; one place in seven has none.
func (n *Network) NeedRates() []need.Rate {
	var list []need.Rate
	for i, p := range n.places {
		if i%byAges != byAges-1 {
			list = append(list, need.Rate{Territory: p.code, Year: n.year(), Rate: math.Round(averageNeed*p.need*1000) / 1000, Source: inventedRate})
		}
	}
	return list
}

// Ages of the places that have no rate: with them the national rates by age give an estimate. Where more are in need, more are old.
func (n *Network) Ages() []need.Ages {
	var list []need.Ages
	for i, p := range n.places {
		if i%byAges != byAges-1 {
			continue
		}
		groups := []need.AgeGroup{{From: 0, To: 14}, {From: 15, To: 29}, {From: 30, To: 44}, {From: 45, To: 59}, {From: 60, To: 74}, {From: 75, To: need.Older}}
		old := 0.09 * p.need
		shares := []float64{0.17, 0.19, 0.20, 0.19, 0.16}
		left := uint32(p.population)
		for j, share := range shares {
			groups[j].Residents = uint32(p.population * share / 0.91 * (1 - old))
			left -= groups[j].Residents
		}
		groups[len(groups)-1].Residents = left
		list = append(list, need.Ages{Territory: p.code, Year: n.year(), Groups: groups, Source: inventedAges})
	}
	return list
}

// Zones are invented priority areas, in the places where most are in need.
func (n *Network) Zones() []need.Zone {
	var list []need.Zone
	for number := range min(zoneCount, len(n.places)) {
		var most *place
		for i := range n.places {
			p := &n.places[i]
			taken := false
			for _, z := range list {
				taken = taken || z.Territories[0] == p.code
			}
			if !taken && (most == nil || p.need*p.population > most.need*most.population) {
				most = p
			}
		}
		list = append(list, need.Zone{
			Code: fmt.Sprintf("demo-zone-%d", number+1), Name: fmt.Sprintf("Quartier prioritaire fictif %d (démonstration)", number+1), Kind: "QPV",
			Territories: []string{most.code},
		})
	}
	return list
}

// year that need is known of: the one before the period.
func (n *Network) year() uint16 { return uint16(n.options.From.Time().Year() - 1) }

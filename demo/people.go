package demo

import (
	"math"

	"vigie/event"
)

// People are drawn to structures by group: three ages, each with those who are unable or beginners and the others.
const (
	ageGroups = 3
	groups    = 2 * ageGroups
)

// ageGroup is 0 under 25, 1 to 59, 2 from 60.
func ageGroup(age event.AgeBand) int {
	switch age {
	case event.AgeBandUnder12, event.AgeBand12To17, event.AgeBand18To24:
		return 0
	case event.AgeBand25To39, event.AgeBand40To59:
		return 1
	}
	return 2
}

func (t trait) group() int {
	if isLow(t.level) {
		return ageGroups + ageGroup(t.age)
	}
	return ageGroup(t.age)
}

// newHomes finds how likely people of each group come first to each structure, and with it each structure's pull.
func (n *Network) newHomes() [groups]odds[int32] {
	var homes [groups]odds[int32]
	share := n.survey.groupShares()
	sites := make([]int32, len(n.sites))
	weights := make([]float64, len(n.sites))
	for group := range homes {
		for i := range n.sites {
			s := &n.sites[i]
			sites[i] = int32(i)
			weights[i] = s.size * s.kind.draws[group%ageGroups] * float64(s.until-s.since)
			if group >= ageGroups {
				weights[i] *= n.places[s.place].need
			}
			weights[i] = math.Max(0, weights[i])
		}
		homes[group] = newOdds(append([]int32(nil), sites...), weights)
		if total := sum(weights); total > 0 {
			for i := range n.sites {
				n.sites[i].pull += share[group] * weights[i] / total
			}
		}
	}
	return homes
}

// groupShares is the share of each group among all people.
func (s *survey) groupShares() [groups]float64 {
	var shares [groups]float64
	before := 0.0
	for l, level := range s.levels.values {
		ofLevel := s.levels.upTo[l] - before
		before = s.levels.upTo[l]
		traits := s.traits[level]
		below := 0.0
		for t, trait := range traits.values {
			shares[trait.group()] += ofLevel * (traits.upTo[t] - below)
			below = traits.upTo[t]
		}
	}
	return shares
}

// person is somebody who is met.
type person struct {
	trait
	equipment owned
	connects  event.Connects
	offline   event.OfflineReason
	barriers  []event.Barrier
	wants     []event.Service
	residence string

	// Not everybody is asked, or answers.
	tellsAge, tellsActivity, tellsEquipment, tellsUse bool
}

// golden is 2^64 divided by the golden ratio.
const golden = 0x9e3779b97f4a7c15

// person draws the profile of one person. All of it comes from a single number u, one choice within another, and the u of
// consecutive people are spread evenly (multiples of the golden ratio): so the survey's shares hold of any thousand people
// much more closely than chance alone would have it.
func (n *Network) person(number uint64) person {
	u := float64((scatter(n.options.Seed)+number*golden)>>11) / (1 << 53)
	var p person
	s := n.survey
	level, u := s.levels.split(u)
	p.trait, u = s.traits[level].split(u)
	p.equipment, u = s.equipment[level].split(u)
	p.connects, u = s.connects[level].split(u)
	p.offline, u = s.offline[level].split(u)
	p.barriers = s.barriers[level].pick(u)
	return p
}

// settle decides where the person lives, what the person wants and answers. Most live near the structure they come to
// first.
func (n *Network) settle(p *person, home *site, d *draws) {
	near := &n.places[home.place]
	p.residence = ""
	switch u := d.Float64(); {
	case u < 0.60:
		p.residence = near.code
	case u < 0.82 && len(near.neighbours) > 0:
		p.residence = n.places[near.neighbours[d.IntN(len(near.neighbours))]].code
	case u < 0.87:
		p.residence = n.places[d.IntN(len(n.places))].code
	case u < 0.91 && near.located:
		p.residence = unplaced
	case u < 0.945 && near.located:
		p.residence = beyond[d.IntN(len(beyond))]
	}
	wanted := n.lists.wanted[ageGroup(p.age)]
	p.wants = n.lists.services[wanted.pick(d.Float64())][wanted.pick(d.Float64())]
	p.tellsAge = d.chance(0.96)
	p.tellsActivity = d.chance(0.94)
	p.tellsEquipment = d.chance(0.93)
	p.tellsUse = d.chance(0.93)
}

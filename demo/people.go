package demo

import "vigie/event"

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
			weights[i] = 0
			if s.sends() || s.declares() {
				weights[i] = s.size * s.kind.appeal[group%ageGroups]
			}
			if group >= ageGroups {
				weights[i] *= n.places[s.place].need
			}
		}
		if total := sum(weights); total > 0 {
			for i := range n.sites {
				n.sites[i].pull += share[group] * weights[i] / total
			}
		}
		// Whom a structure without a tool meets is not known.
		for i := range n.sites {
			if !n.sites[i].sends() {
				weights[i] = 0
			}
		}
		homes[group] = newOdds(sites, weights)
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
	gender    event.Gender

	// Not everybody is asked, or answers.
	tellsAge, tellsActivity, tellsGender, tellsEquipment, tellsUse bool
}

// strides are 2^64 / g and 2^64 / g², where g³ = g + 1: their multiples, each wrapped around, fill a square evenly (the R2
// sequence of Martin Roberts).
var strides = [2]uint64{0xc13fa9a902a6328f, 0x91e10da5c79e7b1c}

// even gives numbers from 0 to 1 for a person that are spread evenly over consecutive people, in each dimension and in
// all together.
func (n *Network) even(number uint64, dimension int) float64 {
	begin := scatter(n.options.Seed ^ scatter(uint64(dimension)))
	return float64((begin+number*strides[dimension])>>11) / (1 << 53)
}

// person draws the profile of one person. The draws are spread evenly, and some are choices within another: so the
// survey's shares hold of a few thousand people much more closely than chance alone would have it.
func (n *Network) person(number uint64) person {
	s := n.survey
	var p person
	level, u := s.levels.split(n.even(number, 0))
	p.trait = s.traits[level].pick(u)
	p.connects, u = s.connects[level].split(n.even(number, 1))
	p.offline, u = s.offline[level].split(u)
	p.equipment, u = s.equipment[level].split(u)
	p.barriers = s.barriers[level].pick(u)
	return p
}

// womenAmong is the share of women by activity. Ours.
var womenAmong = map[event.Activity]float64{
	event.ActivityStudent: 0.5, event.ActivityEmployed: 0.58, event.ActivityJobSeeker: 0.52, event.ActivityRetired: 0.6, event.ActivityAtHome: 0.76,
}

const (
	otherGender = 0.006 // of the people are neither women nor men
	profileless = 0.02  // tell nothing about themselves
)

// settle decides where the person lives, what the person wants and answers. Most live near the structure they come to
// first.
func (n *Network) settle(p *person, home *site, d *draws) {
	near := &n.places[home.place]
	at := 0.40
	if near.ofParis {
		at = 0.60
	}
	p.residence = ""
	switch u := d.Float64(); {
	case u < at:
		p.residence = near.code
	case u < 0.82:
		p.residence = n.nearby(near, d).code
	case u < 0.87:
		p.residence = n.places[d.IntN(len(n.places))].code
	case u < 0.91 && near.ofParis:
		p.residence = unplaced
	case u < 0.945 && near.ofParis:
		p.residence = beyond[d.IntN(len(beyond))]
	}
	wanted := n.lists.wanted[ageGroup(p.age)]
	p.wants = n.lists.services[wanted.pick(d.Float64())][wanted.pick(d.Float64())]
	p.gender = d.gender(p.activity)
	if d.chance(profileless) {
		p.residence = ""
		p.tellsAge, p.tellsActivity, p.tellsGender, p.tellsEquipment, p.tellsUse = false, false, false, false, false
		return
	}
	p.tellsAge = d.chance(0.96)
	p.tellsActivity = d.chance(0.94)
	p.tellsGender = d.chance(0.92)
	p.tellsEquipment = d.chance(0.93)
	p.tellsUse = d.chance(0.93)
}

func (d *draws) gender(activity event.Activity) event.Gender {
	switch u := d.Float64(); {
	case u < otherGender:
		return event.GenderOther
	case u < otherGender+womenAmong[activity]:
		return event.GenderWoman
	}
	return event.GenderMan
}

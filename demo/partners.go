package demo

import (
	"fmt"
	"slices"

	"vigie/event"
)

const (
	partnersMean    = 4    // partners that a structure chooses, besides the first
	returned        = 0.45 // chance that a partner refers people back
	nearWeight      = 6    // how much likelier a partner in the same place is than one far away
	neighbourWeight = 2.5
	sameSpace       = 3 // how much likelier a partner is whose tool knows the same people
)

// makePartners decides which structures know each other. Those of the cluster know nobody else; some know nobody.
func (n *Network) makePartners() {
	d := newDraws()
	d.begin(n.options.Seed, 0, textNumber("partners"))
	others := make([]int32, len(n.sites))
	alone := make([]bool, len(n.sites))
	for i := range n.sites {
		others[i] = int32(i)
		alone[i] = !n.sites[i].inCluster() && (d.chance(keepsToItself) || n.sites[i].since >= n.sites[i].until)
	}
	weights := make([]float64, len(n.sites))
	for i := range n.sites {
		if alone[i] {
			continue
		}
		for j := range n.sites {
			weights[j] = 0
			if j != i && !alone[j] {
				weights[j] = n.acquaintance(&n.sites[i], &n.sites[j])
			}
		}
		circle := newOdds(others, weights)
		if circle.empty() {
			continue
		}
		for range 1 + d.count(partnersMean) {
			partner := circle.pick(d.Float64())
			n.sites[i].meet(partner)
			if d.chance(returned) {
				n.sites[partner].meet(int32(i))
			}
		}
	}
}

// acquaintance is how likely two structures know each other.
func (n *Network) acquaintance(a, b *site) float64 {
	if a.inCluster() != b.inCluster() {
		return 0
	}
	weight := b.size
	switch {
	case a.place == b.place:
		weight *= nearWeight
	case n.neighbouring(a.place, b.place):
		weight *= neighbourWeight
	}
	if tools[a.tool].Space == tools[b.tool].Space {
		weight *= sameSpace
	}
	return weight
}

// meet makes another structure a partner, once.
func (s *site) meet(partner int32) {
	if !slices.Contains(s.partners, partner) {
		s.partners = append(s.partners, partner)
	}
}

// project is an activity of a structure that a call for projects pays for.
type project struct {
	code       string // its call's and its number, such as aap-2025-03
	call       string
	number     int       // within its call, from 1
	start, end event.Day // [start, end)
	share      float64   // of the structure's attendances in that time
}

// calls for projects, invented. Those of the second reach few people: that call misses its target.
var calls = []struct {
	code       string
	projects   int
	start, end float64 // in the period, 0 to 1
	share      float64
}{
	{"aap-2024", 6, 0, 0.55, 0.6},
	{"aap-2025", 8, 0.55, 1, 0.08},
	{"seniors-2025", 5, 0.3, 0.95, 0.5},
}

// structuresPerProject keeps a call from having more projects than a small network can carry.
const structuresPerProject = 40

// makeProjects gives the calls' projects to structures that are there all the time, with a tool or by declaring.
func (n *Network) makeProjects() {
	d := newDraws()
	d.begin(n.options.Seed, 0, textNumber("projects"))
	order := d.Perm(len(n.sites))
	days := float64(n.calendar.days())
	for _, call := range calls {
		for number := 1; number <= min(call.projects, 1+len(n.sites)/structuresPerProject) && len(order) > 0; {
			s := &n.sites[order[0]]
			order = order[1:]
			if s.kind == &kinds[0] || s.size < 0.5 || !s.throughout(n.options) {
				continue
			}
			s.project = &project{
				code: fmt.Sprintf("%s-%02d", call.code, number), call: call.code, number: number,
				start: n.options.From.AddDays(int(call.start * days)), end: n.options.From.AddDays(int(call.end * days)),
				share: call.share,
			}
			number++
		}
	}
}

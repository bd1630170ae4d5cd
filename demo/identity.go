package demo

import (
	"fmt"
	"path"
	"slices"

	"vigie/event"
	"vigie/network"
)

// mergedAt is when in the period one structure is continued by another.
const mergedAt = 0.6

// makeIdentity gives a structure another id, by which its own tool calls it, and has one continued by another, the nearest there is: its
// tool goes on calling it by its old id.
func (n *Network) makeIdentity() {
	if n.calendar.days() <= 0 || len(n.sites) < leastForFates {
		return
	}
	d := newDraws()
	d.begin(n.options.Seed, 0, textNumber("identity"))
	// Those that send all the time with a tool; small ones, and those whose project a call pays for, last.
	var steady, rather []int32
	for _, i := range d.Perm(len(n.sites)) {
		s := &n.sites[i]
		switch {
		case s.since > n.options.From || s.until < n.options.To || s.inCluster() || s.declares():
		case s.project != nil || s.size < 0.5:
			rather = append(rather, int32(i))
		default:
			steady = append(steady, int32(i))
		}
	}
	steady = append(steady, rather...)
	if len(steady) < 3 {
		return
	}
	ended, others := &n.sites[steady[0]], steady[1:]
	ended.merged = event.MonthOf(n.on(mergedAt)).First()
	nearest := 0
	for i := range others {
		if n.apart(ended, &n.sites[others[i]]) < n.apart(ended, &n.sites[others[nearest]]) {
			nearest = i
		}
	}
	ended.successor = others[nearest]
	others = slices.Delete(others, nearest, nearest+1)
	named := &n.sites[others[0]]
	named.alias = fmt.Sprintf("%s-%04d", path.Base(tools[named.tool].Source.Source), 1000+others[0])
}

// apart is how far structures are from each other: in one place (0), under one parent (1), or further (2).
func (n *Network) apart(a, b *site) int {
	switch {
	case a.place == b.place:
		return 0
	case n.places[a.place].parent == n.places[b.place].parent:
		return 1
	}
	return 2
}

// Aliases are the other ids of structures.
func (n *Network) Aliases() []network.Alias {
	var list []network.Alias
	for i := range n.sites {
		if s := &n.sites[i]; s.alias != "" {
			list = append(list, network.Alias{Alias: s.alias, Structure: s.id, Why: "L'identifiant que son outil lui donne (démonstration)"})
		}
	}
	return list
}

// Merges are the structures that others continue, as a day knows them: all of them from the last import of the registry on.
func (n *Network) Merges(day event.Day) []network.Merge {
	var list []network.Merge
	for i := range n.sites {
		if s := &n.sites[i]; s.merged > 0 && (s.merged <= day || day >= n.options.Registered()) {
			list = append(list, network.Merge{
				Structure: s.id, Successor: n.sites[s.successor].id, From: s.merged.String(), Why: "Les deux lieux n'en font plus qu'un (démonstration)",
			})
		}
	}
	return list
}

// call has an event name the structure that sends it as its tool does.
func (m *maker) call(e *event.Event, s *step) {
	alias := m.n.sites[s.site].alias
	if alias == "" || s.sender != s.site {
		return
	}
	switch {
	case e.Assessment != nil:
		e.Assessment.Structure = alias
	case e.Attendance != nil:
		e.Attendance.Structure = alias
	case e.Referral != nil:
		e.Referral.From = alias
	}
}

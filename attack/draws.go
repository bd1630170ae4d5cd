package main

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"vigie/editions/cells"
	"vigie/event"
	"vigie/queries/period"
)

// mostVersions is how often a window is published at most, as the cutter has it.
const mostVersions = 2

// as are components that can count what another does: hours are noised as participations are.
var as = map[string]string{"helping_minutes": "attended", "session_minutes_given": "attended", "heard_any": "came_first"}

// alikes are the components that can count one set of people or visits, or of referrals, by the one that is told first. What was only told of some of
// them is not among these: that it was told of all nobody knows.
var alikes = map[string][]string{
	"followed": {
		"followed", "helped", "maybe_helped", "attended", "attended_again", "helping_minutes", "session_minutes_given", "came_first", "came_back", "heard_any", "reached",
		"attended_by_unknown", "attended_away", "again", "higher", "scored_again", "unable", "beginner", "intermediate", "autonomous",
		"unable_to_beginner", // whoever was in one of the twelve was in no other
	},
	"sent": {"sent", "states_judged", "accepted", "referrals_judged", "referrals_followed", "waited_7"},
}

// compared are the components that look at two windows a year apart. Of the very same visits as all participations of a window they are drawn as
// these, so they add no draw.
var compared = map[string]bool{"new_reporting": true, "gone_silent": true, "still_reporting": true, "reported_before": true}

// alias is how often one set is drawn, by which components.
type alias struct {
	components []string
	draws      int
}

// aliases are the components that are published for an area and window, and count the very same of a truth, by kinds of area and window.
func (s *site) aliases(t truth) map[string]alias {
	most := make(map[string]alias)
	for c, n := range t {
		names, first := alikes[c.component]
		if !first || c.field != "" || n < 1 || n > 10 || !s.listed(c) {
			continue
		}
		var same alias
		for _, component := range names {
			other := c
			other.component = component
			listed := s.listed(other)
			if of, ok := as[component]; ok {
				other.component = of
			}
			if listed && t[other] == n {
				same.components, same.draws = append(same.components, component), same.draws+s.drawn(component, c)+s.drawnAgain(other, n)
			}
		}
		kind := c.component + ", " + c.kind + " × " + strings.Join(c.kinds(), ", ")
		if same.draws > most[kind].draws {
			most[kind] = same
		}
	}
	return most
}

// drawn is in how many versions a component is published of a cell's window: one fewer where the first version waits.
func (s *site) drawn(component string, c cell) int {
	from, to := c.window()
	if s.list.Waits(component, period.Window{From: from.Time(), To: to.Time()}, false) {
		return mostVersions - 1
	}
	return mostVersions
}

// drawnAgain is how often a structure's people are drawn again as those of its project or call, or of what these count of help since they started:
// in each version where these count the same, once for each other number that is published.
func (s *site) drawnAgain(c cell, n int) (draws int) {
	var again []cell
	for _, g := range s.funded {
		if c.kind != cells.Structure || c.area != g.of.id {
			continue
		}
		for _, area := range g.areas() {
			for _, component := range []string{c.component, c.component + "_by_projects", c.component + "_since_start"} {
				other := c
				other.component, other.kind, other.area = component, area.Kind, area.Code
				again = append(again, other)
			}
		}
	}
	for _, e := range s.editions {
		published := map[float64]bool{e.stored[c]: true}
		for _, other := range again {
			value, brought := e.stored[other]
			if brought && !published[value] && e.truth[other] == n && e.truth[c] == n {
				published[value] = true
				draws++
			}
		}
	}
	return draws
}

// quiet is what is true of a place where seven people came once each, who live there: all that can count them does. They came for
// the first time, or had come before; they may have been sent on.
func (s *site) quiet(before, sent bool) truth {
	d := drawing{shape: s.shape, houses: s.houses}
	h := s.open(s.shape.lowest()[0], planted[0])[0]
	for range 7 {
		d.visits = append(d.visits, visit{until: never, person: len(d.people), day: planted[0], structure: h.id, place: h.place, format: event.FormatIndividual, minutes: 60})
		if before {
			d.visits = append(d.visits, visit{until: never, person: len(d.people), day: s.shape.first, structure: h.id, place: h.place, format: event.FormatIndividual, minutes: 60})
		}
		for _, other := range s.houses { // to where all of them come
			if sent && other.place != h.place {
				d.sendOffs = append(d.sendOffs, sendOff{until: never, person: len(d.people), day: planted[0], from: h.id, to: other.id, place: h.place, status: event.StatusAccepted})
				d.visits = append(d.visits, visit{until: never, person: len(d.people), day: planted[0] + 1, structure: other.id, place: other.place, format: event.FormatIndividual, minutes: 60})
				break
			}
		}
		d.people = append(d.people, person{home: h.place})
	}
	var all []span
	for _, e := range s.editions {
		all = append(all, e.spans...)
	}
	slices.SortFunc(all, func(a, b span) int { return int(a.to-b.to)*1000 + int(a.from-b.from) })
	all = slices.CompactFunc(all, func(a, b span) bool { return a.from == b.from && a.to == b.to })
	return d.count(len(s.shape.editions)-1, all)
}

// draws counts how many noisy numbers there are of one small set of people: in each window and area the components that count the very same
// people or visits, in all their versions; in the drawn network, and in a place where all count alike. What is counted by class adds to them
// where a class holds everybody: where that is so nobody knows.
func (s *site) draws() []result {
	most := s.aliases(s.quiet(false, false))
	truths := []truth{s.quiet(true, false), s.quiet(false, true)}
	for _, e := range s.editions {
		truths = append(truths, e.truth)
	}
	for _, t := range truths {
		for kind, same := range s.aliases(t) {
			if same.draws > most[kind].draws {
				most[kind] = same
			}
		}
	}
	r := result{attack: "3 draws of one set, at most 12"}
	largest := 0
	for _, kind := range slices.Sorted(maps.Keys(most)) {
		draws := most[kind].draws
		largest = max(largest, draws)
		if draws > mostDraws {
			r.failed = true
			r.note += fmt.Sprintf("%s: %d draws (%s); ", kind, draws, strings.Join(most[kind].components, ", "))
		}
	}
	r.note += fmt.Sprintf("%d kinds of cells, at most %d draws", len(most), largest)
	return []result{r, s.known(largest), s.drawnOnce()}
}

// drawnOnce wants the participations of those who report in both windows, or in one alone, to be published as all participations of the window are
// where they are the very same.
func (s *site) drawnOnce() result {
	same, once := 0, 0
	for _, e := range s.editions {
		for c, value := range e.stored {
			all := c
			all.component = "attended"
			if c.component != "new_reporting" && c.component != "still_reporting" || e.truth[c] != e.truth[all] {
				continue
			}
			if same++; value == e.stored[all] {
				once++
			}
		}
	}
	return result{attack: "3 changes: the same visits are drawn once", failed: once < same,
		note: fmt.Sprintf("%d cells hold all participations, %d are drawn as these", same, once)}
}

// known is what somebody guesses who sees every draw of a set, because dummies lift them all over what is shown, and knows that all components
// count the same: as many draws of counts of 1 to 10 as there are at most.
func (s *site) known(draws int) result {
	r := result{attack: fmt.Sprintf("7 insider, all %d draws", draws), allowed: 1}
	random := rand.New(rand.NewPCG(s.seed, 7))
	var judged guesses
	for nth := range 2000 {
		exact := 1 + nth%10
		logs := make([]float64, 41)
		for n := range logs {
			logs[n] = -math.Log1p(float64(n))
		}
		for range draws {
			seen := exact + drawn(random)
			for n := range logs {
				logs[n] += logOf(likely(seen-n), max(seen-n, n-seen)-10)
			}
		}
		judged.judge(&r, normal(logs), exact)
	}
	judged.finish(&r)
	r.note = "a bound, drawn from the table alone: its claims are judged, not its guesses"
	return r
}

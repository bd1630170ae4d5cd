package oracle

import (
	"slices"
	"time"

	"vigie/event"
)

// Affairs are what the committee keeps.
type Affairs struct {
	Measures  []Measure
	Actors    []Actor
	Animators []Animator
	Campaigns []Campaign
}

// Measure is what an import said of a measure of the plan.
type Measure struct {
	Code     string
	Due      event.Day
	Statuses []Dated // started, done, dropped; planned before the first
	Imported time.Time
}

// Dated is what holds from a day on.
type Dated struct {
	Day  event.Day
	What string
}

// Actor is what an import said of a body, or of a structure on its way into the network.
type Actor struct {
	Code      string
	Structure bool
	External  bool // a body that is not to become a member
	Stages    []Dated
	Imported  time.Time
}

// Animator is what an import said of an office.
type Animator struct {
	Territory, Address string
	From, To           event.Day // To is the first day on which it is no longer held; 0: none
	Imported           time.Time
}

// Campaign is what an import said of a campaign for volunteers.
type Campaign struct {
	Code                                string
	Starts                              event.Day
	Target, Candidates, Engaged, Active *int
	Imported                            time.Time
}

// kept gives of each code the last state of those imported up to a day, else the last one of the first day.
func kept[T any](all []T, on event.Day, code func(T) string, imported func(T) time.Time) (states []T) {
	first := map[string]event.Day{}
	for _, one := range all {
		day, known := first[code(one)]
		if at := event.DayOf(imported(one)); !known || at < day {
			first[code(one)] = at
		}
	}
	last := map[string]T{}
	for _, one := range all {
		if event.DayOf(imported(one)) > max(on, first[code(one)]) {
			continue
		}
		if before, known := last[code(one)]; !known || imported(one).After(imported(before)) {
			last[code(one)] = one
		}
	}
	for _, one := range last {
		states = append(states, one)
	}
	return states
}

// at is what holds at the end of a day; "" before the first.
func at(steps []Dated, day event.Day) (what string) {
	for _, s := range steps {
		if s.Day <= day {
			what = s.What
		}
	}
	return what
}

// affairs are those of the network as a whole, which lie in no part of it.
func (n *Network) affairs(w window) Affairs {
	if w.chosen != nil {
		return Affairs{}
	}
	return n.history.Affairs
}

// planProgress: measures done ÷ measures due by the window's end.
func planProgress(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	of := t.of(total)
	for _, m := range kept(n.affairs(w).Measures, w.AsOf, func(m Measure) string { return m.Code }, func(m Measure) time.Time { return m.Imported }) {
		status := at(m.Statuses, w.To-1)
		if m.Due >= w.To {
			of.parts[map[string]string{"": "planned", "planned": "planned", "started": "started", "done": "done_ahead", "dropped": "dropped_ahead"}[status]]++
			continue
		}
		of.denominator++
		switch status {
		case "done":
			of.numerator++
		case "dropped":
			of.parts["dropped"]++
		default:
			of.parts["late"]++
		}
	}
	return t.ratios(1)
}

// members: bodies and structures that are members on the window's last day, and all by their stage.
func members(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	of := t.of(total)
	known := false
	code := func(a Actor) string {
		if a.Structure {
			return "structure " + a.Code
		}
		return "body " + a.Code
	}
	for _, a := range kept(n.affairs(w).Actors, w.AsOf, code, func(a Actor) time.Time { return a.Imported }) {
		stage := at(a.Stages, w.To-1)
		if a.External || stage == "" {
			continue
		}
		known = true
		if stage == "member" || stage == "reporting" {
			of.numerator++
		}
		if a.Structure {
			of.parts["structures_"+stage]++
		} else {
			of.parts["bodies_"+stage]++
		}
	}
	figures := t.counts()
	if !known {
		figures[total] = Figure{Parts: of.parts, Status: StatusNoData}
	}
	return figures
}

// enough is the median population from which on territories are published.
const enough = 3000

// published are the territories of the lowest level whose median population is enough.
func (n *Network) published() []string {
	level := slices.DeleteFunc(codesOf(n.history.Territories), n.parent)
	for {
		slices.Sort(level)
		level = slices.Compact(level)
		var people []float64
		var above []string
		for _, code := range level {
			people = append(people, n.population(code))
			if t, _ := n.territory(code); n.registered(t.Parent) {
				code = t.Parent
			}
			above = append(above, code)
		}
		slices.Sort(people)
		slices.Sort(above)
		if above = slices.Compact(above); len(people) == 0 || people[len(people)/2] >= enough || slices.Equal(level, above) {
			return level
		}
		level = above
	}
}

func codesOf(territories []Territory) (codes []string) {
	for _, t := range territories {
		codes = append(codes, t.Code)
	}
	return codes
}

// animatedTerritories: those with an animator in office on the window's last day ÷ all.
func animatedTerritories(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	office := func(a Animator) string { return a.Territory + " " + a.Address + " " + a.From.String() }
	offices := kept(n.history.Animators, w.AsOf, office, func(a Animator) time.Time { return a.Imported })
	for _, code := range n.published() {
		if !w.within(code) {
			continue
		}
		key := total
		if w.By == "territory" {
			key = code
		}
		t.of(key).denominator++
		if slices.ContainsFunc(offices, func(a Animator) bool {
			return a.From < w.To && (a.To == 0 || a.To >= w.To) && n.held([]string{a.Territory})[code]
		}) {
			t.of(key).numerator++
		}
	}
	return t.ratios(1)
}

// campaigns are those that began before the window's end, as they were known then.
func (n *Network) campaigns(w window) []Campaign {
	all := kept(n.affairs(w).Campaigns, min(w.AsOf, w.To-1), func(c Campaign) string { return c.Code }, func(c Campaign) time.Time { return c.Imported })
	return slices.DeleteFunc(all, func(c Campaign) bool { return c.Starts >= w.To })
}

// campaignResults: active volunteers ÷ those whom the campaigns aim at.
func campaignResults(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	of := t.of(total)
	for _, c := range n.campaigns(w) {
		of.parts["candidates"] += float64(told(c.Candidates))
		of.parts["engaged"] += float64(told(c.Engaged))
		of.parts["active"] += float64(told(c.Active))
		if c.Target == nil || c.Active == nil {
			of.parts["unmeasured"]++
			continue
		}
		of.parts["campaigns"]++
		of.numerator += float64(told(c.Active))
		of.denominator += float64(told(c.Target))
	}
	return t.ratios(1)
}

// helpersPerNeed: active volunteers ÷ residents in need × 1 000.
func helpersPerNeed(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	of := t.of(total)
	for _, c := range n.campaigns(w) {
		if c.Active != nil {
			of.parts["campaigns"]++
			of.numerator += float64(told(c.Active))
		}
	}
	need, known := n.needing(w)[total]
	of.denominator = need.low
	figures := t.ratios(1000)
	f := figures[total]
	switch {
	case !known || of.parts["campaigns"] == 0:
		f.Value, f.Status = nil, StatusNoData
	case f.Value != nil && need.estimated:
		f.Status = StatusEstimate
	}
	figures[total] = f
	return figures
}

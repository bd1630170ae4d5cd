package oracle

import (
	"math/big"
	"slices"
	"time"

	"vigie/event"
)

// Registered is what the committee's files say.
type Registered struct {
	Calls    []Call
	Projects []Project
	Rates    []Rate
	Ages     []Ages
	Affairs
}

// Call is what an import said of a call for projects.
type Call struct {
	Code     string
	Funders  []Amount
	Imported time.Time
}

// Amount is cents of a funder.
type Amount struct {
	Of    string
	Cents int64
}

// Project is what an import said of a project.
type Project struct {
	Code, Call, Structure string
	Stage                 string // the last it reached
	Granted               int64  // cents, by the call
	CoFunders             []Amount
	Payments              []Payment
	Starts, Ends          event.Day // 0: not known
	Target                *int
	Territories           []string
	Imported              time.Time
}

// Payment is cents that a funder, "" for those of the call, paid on a day.
type Payment struct {
	Day    event.Day
	Cents  int64
	Funder string
}

// Rate is a share of residents in need, as a file had it.
type Rate struct {
	Territory string
	Year      int
	Rate      float64
	Imported  time.Time
}

// Ages are how many residents a territory has, by the first age of each group; the last group is open.
type Ages struct {
	Territory string
	Year      int
	Groups    []AgeGroup
	Imported  time.Time
}

// AgeGroup counts residents from one age to another, both included; To below 0 is open.
type AgeGroup struct{ From, To, Residents int }

// asKnown gives of each code the state that was imported last up to a day, else the earliest.
func asKnown[T any](all []T, on event.Day, code func(T) string, imported func(T) time.Time) []T {
	var codes []string
	known := map[string]T{}
	for _, one := range all {
		at := event.DayOf(imported(one))
		before, there := known[code(one)]
		switch was := event.DayOf(imported(before)); {
		case !there:
			codes = append(codes, code(one))
			known[code(one)] = one
		case was > on && imported(one).Before(imported(before)), at <= on && (was > on || imported(one).After(imported(before))):
			known[code(one)] = one
		}
	}
	var states []T
	for _, c := range codes {
		states = append(states, known[c])
	}
	return states
}

// projects are those known on a day.
func (n *Network) projects(on event.Day) []Project {
	return asKnown(n.history.Projects, on, func(p Project) string { return p.Code }, func(p Project) time.Time { return p.Imported })
}

// ProjectsOf are the projects of a call that are known on a day; one that is none where there are none.
func (n *Network) ProjectsOf(call string, on event.Day) []string {
	codes := []string{"none of " + call}
	for _, p := range n.projects(on) {
		if p.Call == call {
			codes = append(codes, p.Code)
		}
	}
	return codes
}

func (n *Network) call(code string, on event.Day) (Call, bool) {
	calls := asKnown(n.history.Calls, on, func(c Call) string { return c.Code }, func(c Call) time.Time { return c.Imported })
	i := slices.IndexFunc(calls, func(c Call) bool { return c.Code == code })
	if i < 0 {
		return Call{}, false
	}
	return calls[i], true
}

// funded are the projects known on a day whose grant stands.
func (n *Network) funded(on event.Day) []Project {
	return slices.DeleteFunc(n.projects(on), func(p Project) bool { return !slices.Contains([]string{"granted", "paid", "closed"}, p.Stage) })
}

// portion is amount × done ÷ all, rounded to whole cents.
func portion(amount, done, all int64) int64 {
	product := new(big.Int).Mul(big.NewInt(amount), big.NewInt(done))
	product.Add(product, big.NewInt(all/2))
	return product.Div(product, big.NewInt(all)).Int64()
}

// cut splits an amount by weights, without remainder.
func cut(amount int64, weights []int64) []int64 {
	var all, done, given int64
	for _, w := range weights {
		all += w
	}
	if all == 0 {
		weights, all = slices.Repeat([]int64{1}, len(weights)), int64(len(weights))
	}
	parts := make([]int64, len(weights))
	for i, w := range weights {
		done += w
		parts[i] = portion(amount, done, all) - given
		given += parts[i]
	}
	return parts
}

// places are the lowest territories of a project, sorted, and the people in each.
func (n *Network) places(p Project) (codes []string, people []int64) {
	given := p.Territories
	if len(given) == 0 {
		last, _ := n.state(p.Structure, 1<<30)
		given = []string{last.Territory}
	}
	for _, code := range given {
		if !n.parent(code) {
			codes = append(codes, code)
			continue
		}
		for held := range n.held([]string{code}) {
			if !n.parent(held) {
				codes = append(codes, held)
			}
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	for _, code := range codes {
		people = append(people, int64(n.population(code)))
	}
	return codes, people
}

// parent tells whether a territory holds others.
func (n *Network) parent(code string) bool {
	return slices.ContainsFunc(n.history.Territories, func(t Territory) bool { return t.Parent == code && code != "" })
}

// keysOf are the keys under which cents of a project at a place count, while it is a structure's, where the filters keep them.
func (n *Network) keysOf(p Project, structure, place, funder string, w window) []string {
	if !w.within(place) || !w.allows("structure", structure) || !w.allows("project", p.Code) {
		return nil
	}
	switch w.By {
	case "territory":
		return []string{n.key(place)}
	case "structure":
		return []string{structure}
	case "project":
		return []string{p.Code}
	case "call":
		return []string{p.Call}
	case "funder":
		return []string{funder}
	}
	return []string{total}
}

// running is what of the grants falls to the days of a window, in cents: of the call and of the others, by key.
func (n *Network) running(w window) (own, others map[string]float64) {
	own, others = map[string]float64{}, map[string]float64{}
	for _, p := range n.funded(w.AsOf) {
		if p.Starts == 0 || p.Ends < p.Starts {
			continue
		}
		days := int64(p.Ends - p.Starts + 1)
		passed := func(day event.Day) int64 { return min(max(int64(day-p.Starts), 0), days) }
		all := p.Granted
		for _, a := range p.CoFunders {
			all += a.Cents
		}
		codes, people := n.places(p)
		for _, s := range n.history.spans(p.Structure, w.From, w.To) {
			falls := func(amount int64) []int64 {
				now, before := cut(portion(amount, passed(s.to), days), people), cut(portion(amount, passed(s.from), days), people)
				for i := range now {
					now[i] -= before[i]
				}
				return now
			}
			ofAll, ofCall := falls(all), falls(p.Granted)
			for i, code := range codes {
				for _, key := range n.keysOf(p, s.structure, code, "", w) {
					own[key] += float64(ofCall[i])
					others[key] += float64(ofAll[i] - ofCall[i])
				}
			}
		}
	}
	return own, others
}

// fundingBySource: euros paid, by whom.
func fundingBySource(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, p := range n.projects(w.AsOf) {
		codes, people := n.places(p)
		for _, payment := range p.Payments {
			if !w.has(payment.Day) {
				continue
			}
			names, parts := []string{unknown}, []int64{1}
			if c, known := n.call(p.Call, w.AsOf); payment.Funder != "" {
				names = []string{payment.Funder}
			} else if known {
				named, of, sum := []string{}, []int64{}, int64(0)
				for _, f := range c.Funders {
					named, of, sum = append(named, f.Of), append(of, f.Cents), sum+f.Cents
				}
				switch {
				case len(named) == 1:
					names = named
				case sum > 0:
					names, parts = named, of
				}
			}
			for i, cents := range cut(payment.Cents, parts) {
				for k, here := range cut(cents, people) {
					for _, key := range n.keysOf(p, n.history.owner(p.Structure, payment.Day), codes[k], names[i], w) {
						t.of(key).numerator += float64(here) / 100
					}
				}
			}
		}
	}
	return t.counts()
}

// fundingPer1000: euros that run ÷ population × 1 000.
func fundingPer1000(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for key, people := range n.populations(w) {
		t.of(key).denominator = people
	}
	own, others := n.running(w)
	for key, cents := range own {
		t.of(key).numerator += cents / 100
		t.of(key).parts["call"] += cents / 100
	}
	for key, cents := range others {
		t.of(key).numerator += cents / 100
		t.of(key).parts["funders"] += cents / 100
	}
	return t.ratios(1000)
}

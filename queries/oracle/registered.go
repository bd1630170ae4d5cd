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

// helpedWith counts people helped with projects, at least and at most, by key: attendances of a day, and declared months, that keep holds for.
func (n *Network) helpedWith(w window, keep func(p Project, first, last event.Day) bool) (low, high map[string]float64) {
	low, high = map[string]float64{}, map[string]float64{}
	funded := n.started(w.AsOf)
	type under struct{ key, who string }
	seen := map[under]bool{}
	for _, r := range n.public {
		p, known := funded[r.project]
		if !known || r.day >= w.To || !keep(p, r.day, r.day) {
			continue
		}
		for _, key := range n.keysWith(r, p, w) {
			switch {
			case !r.anonymous && !seen[under{key, r.person}]:
				seen[under{key, r.person}] = true
				low[key]++
				high[key]++
			case r.anonymous && r.newnessUnknown:
				low[key] += 0
				high[key] += float64(r.heads)
			case r.anonymous:
				low[key] += float64(r.heads - r.returning)
				high[key] += float64(r.heads - r.returning)
			}
		}
	}
	largest := map[under]float64{}
	for _, r := range n.declarations {
		p, known := funded[r.project]
		if !known || r.day >= w.To || !keep(p, monthOf(r.day), r.day) {
			continue
		}
		for _, key := range n.keysWith(r, p, w) {
			c, people := under{key, r.structure + " " + r.project}, float64(r.people)
			low[key] += max(0, people-largest[c])
			high[key] += people
			largest[c] = max(largest[c], people)
		}
	}
	return low, high
}

// costPerPerson: euros that run ÷ people helped with the projects on their days in the window.
func costPerPerson(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	own, others := n.running(w)
	for key, cents := range own {
		t.of(key).numerator += cents / 100
	}
	for key, cents := range others {
		t.of(key).numerator += cents / 100
	}
	low, high := n.helpedWith(w, func(p Project, first, last event.Day) bool {
		return first >= w.From && last >= p.Starts && first <= p.Ends
	})
	for key, people := range low {
		t.of(key).denominator = people
		t.of(key).parts["low"], t.of(key).parts["high"] = people, high[key]
	}
	figures := t.ratios(1)
	for key, f := range figures {
		if f.Value == nil {
			continue
		}
		f.Parts["call"] = own[key] / 100 / low[key]
		if high[key] > low[key] {
			f.Status = StatusEstimate
		}
		figures[key] = f
	}
	return figures
}

// started are the projects that are funded on a day and have a start, by their codes.
func (n *Network) started(on event.Day) map[string]Project {
	funded := map[string]Project{}
	for _, p := range n.funded(on) {
		if p.Starts != 0 {
			funded[p.Code] = p
		}
	}
	return funded
}

// keysWith are the keys of a row of help with a project; by call, that of the project.
func (n *Network) keysWith(r row, p Project, w window) []string {
	if w.By != "call" {
		return n.keys(r, w)
	}
	w.By = total
	if len(n.keys(r, w)) == 0 {
		return nil
	}
	return []string{p.Call}
}

// projectParticipations: participations in funded projects since their start; of declarations those of whole months from that of the start on.
func projectParticipations(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	funded := n.started(w.AsOf)
	for _, r := range append(slices.Clone(n.public), n.declarations...) {
		p, known := funded[r.project]
		if !known || r.day >= w.To || r.day < p.Starts {
			continue
		}
		plain := w
		if w.By == "call" {
			plain.By = total
		}
		for key, people := range n.heads(r, plain) {
			if w.By == "call" {
				key = p.Call
			}
			t.of(key).numerator += people
		}
	}
	return t.counts()
}

// projectProgression: of people helped with a project since its start, not autonomous at their first assessment ever, whose latest before the window's
// end is on the day of the first such help or later, and 14 days after the first assessment: those with a higher level ÷ those people.
func projectProgression(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	funded := n.started(w.AsOf)
	came := map[string]map[string]event.Day{} // by person and project
	for _, r := range n.public {
		if p, known := funded[r.project]; known && !r.anonymous && r.day >= p.Starts {
			if came[r.person] == nil {
				came[r.person] = map[string]event.Day{}
			}
			if first, there := came[r.person][p.Code]; !there || r.day < first {
				came[r.person][p.Code] = r.day
			}
		}
	}
	for person, assessed := range n.assessed {
		first := assessed[0]
		last, ok := lastBefore(assessed, w.To)
		if !ok || first.level == autonomous || last.day < first.day+apart {
			continue
		}
		counted := map[string]bool{}
		for code, day := range came[person] {
			if last.day < day {
				continue
			}
			last.project = code
			for _, key := range n.keysWith(last, funded[code], w) {
				if counted[key] {
					continue
				}
				counted[key] = true
				t.of(key).denominator++
				if last.level > first.level {
					t.of(key).numerator++
				}
			}
		}
	}
	return t.ratios(1)
}

// targetReached: people helped with projects that have a target, since their start ÷ those whom they are to help.
func targetReached(n *Network, w window) map[string]Figure {
	t := n.tallies(w)
	for _, p := range n.funded(w.AsOf) {
		if p.Starts == 0 || p.Starts >= w.To {
			continue
		}
		for _, key := range n.keysOf(p, n.history.owner(p.Structure, p.Starts), "", "", w) {
			if p.Target == nil {
				t.of(key).parts["untargeted"]++
				continue
			}
			t.of(key).parts["projects"]++
			t.of(key).denominator += float64(*p.Target)
		}
	}
	low, high := n.helpedWith(w, func(p Project, _, last event.Day) bool { return p.Target != nil && last >= p.Starts })
	for key, people := range low {
		t.of(key).numerator = people
		t.of(key).parts["low"], t.of(key).parts["high"] = people, high[key]
	}
	figures := t.ratios(1)
	for key, f := range figures {
		if f.Value != nil && high[key] > low[key] {
			f.Status = StatusEstimate
			figures[key] = f
		}
	}
	return figures
}

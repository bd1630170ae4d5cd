// Package signals says what somebody should look at: what is late, behind, short of what was expected by now, or makes figures doubtful. Each is
// worked out here alone, from what anybody may read of the registry and what is published; none names a structure.
package signals

import (
	"cmp"
	"math"
	"slices"

	"vigie/dashboard/affairs"
	"vigie/dashboard/figures"
	"vigie/editions/gate"
	"vigie/governance/dated"
	"vigie/governance/plan"
	"vigie/governance/target"
	"vigie/queries/indicator"
)

// Kinds of signals.
const (
	DecisionLate     = "decision_late"
	MeasureLate      = "measure_late"
	ProjectBehind    = "project_behind"
	BelowExpected    = "below_expected"
	SilentStructures = "silent_structures"
	LateData         = "late_data"
)

// Kinds are all of them, in the order in which they are told: first what somebody has to do, last what makes figures doubtful.
func Kinds() []string {
	return []string{DecisionLate, MeasureLate, ProjectBehind, BelowExpected, SilentStructures, LateData}
}

// From where on something is a signal. The page of signals says all of it in words.
const (
	// behindShare is the share of the people expected by now below which a project is behind.
	behindShare = 0.8
	// shortBy is how far, as a share of what was expected, a figure is on the wrong side of it.
	shortBy = 0.05
	// silentShare is the share of silent structures in the network, silentShareOfPlace that in a territory of at least leastStructures.
	silentShare        = 0.1
	silentShareOfPlace = 0.5
	leastStructures    = 4
	// lateShare is the share of events that came too late to be counted.
	lateShare = 0.05
	// noise is how far a published count of people or visits is from what was counted, at most; noisyHours the same of hours.
	noise      = 10
	noisyHours = 20
)

// Signal is something that somebody should look at.
type Signal struct {
	Kind string
	// Code tells it from the others of its kind, for as long as it lasts.
	Code string
	// Since is the last day of what is late, or the last day of the window of the figure that tells.
	Since dated.Day
	// DaysLate is for how many days what is late is late; 0 of others.
	DaysLate int
	// Updated is the day of the edition, or of the registry's change, that made it what it is.
	Updated dated.Day
	// Places are the codes of territories and groups that it is about; none: the network.
	Places []string
	// Owner is who has to act; "" where nobody is written down.
	Owner string

	where        address
	title        plan.Title          // of the decision, the measure or the call
	about        indicator.Indicator // of what is below what its target expects
	value, total float64             // people, structures, a share, or what the figure tells
	atMost       bool                // the value is the most that it may be
	beyond       bool                // the value is more than the longest that can be told, which value is
	edition      int
}

// Project is a project whose grant stands, with what is published of whom it has helped.
type Project struct {
	affairs.Project
	Call affairs.Call
	// Helped is the figure of people helped over people to help, Expected how many of them should have been helped by the end of its window.
	Helped   gate.Figure
	Expected float64
	Day      dated.Day // the window's last one
}

// Aim is a target with the figure that is to reach it.
type Aim struct {
	affairs.Target
	About    indicator.Indicator
	Figure   gate.Figure
	Expected float64   // at the end of the figure's window
	Day      dated.Day // the window's last one
}

// Reporting is what is published of the structures that report in a place.
type Reporting struct {
	Place  string // code of a territory; "": the network
	Figure gate.Figure
	Day    dated.Day // the window's last one
}

// Edition is what was published last; its number is 0 before the first one.
type Edition struct {
	Number int
	Day    dated.Day
	Late   float64 // share of its events that came too late
}

// Known is what signals are worked out from.
type Known struct {
	affairs.State
	Edition   Edition
	Projects  []Project
	Aims      []Aim
	Reporting []Reporting
}

// Of are the signals of what is known, by kind, the gravest of a kind first.
func Of(k Known) []Signal {
	return slices.Concat(Decisions(k.Governance), Measures(k.Plan), k.behind(), k.short(), k.silent(), k.late())
}

// Decisions are the decisions that are late, the latest first.
func Decisions(g affairs.Governance) (all []Signal) {
	for _, m := range g.Meetings {
		for _, d := range m.Decisions {
			if !d.Late {
				continue
			}
			all = append(all, Signal{
				Kind: DecisionLate, Code: m.Code + "/" + d.Code, Since: *d.Due, DaysLate: d.DaysLate, Updated: max(*d.Due, d.Since), Owner: d.Owner.Name,
				title: plan.Title{FR: d.Title}, where: address{path: "/governance", kind: "meeting", code: m.Code},
			})
		}
	}
	return gravest(all, func(s Signal) float64 { return float64(s.DaysLate) })
}

// Measures are the measures of a plan that are late, the latest first.
func Measures(p affairs.Plan) (all []Signal) {
	for _, m := range p.Measures() {
		if !m.Late {
			continue
		}
		s := Signal{
			Kind: MeasureLate, Code: m.Code, Since: m.Due.Day, DaysLate: m.DaysLate, Updated: m.Due.Day, Owner: m.Owner.Name, title: m.Title,
			where: address{path: "/plan", pairs: []string{"show", "late"}, kind: "measure", code: m.Code},
		}
		if m.Since != nil {
			s.Updated = max(s.Updated, *m.Since)
		}
		all = append(all, s)
	}
	return gravest(all, func(s Signal) float64 { return float64(s.DaysLate) })
}

// behind are the projects that have helped clearly fewer people than expected, whatever is not known of how many, and whatever the noise.
func (k Known) behind() (all []Signal) {
	for _, p := range k.Projects {
		if p.Helped.Value == nil || p.Helped.Numerator == nil {
			continue
		}
		most, margin, estimated := *p.Helped.Numerator, float64(noise), p.Helped.Status == gate.StatusEstimate
		if estimated {
			high, told := p.Helped.Parts["high"]
			if !told {
				continue
			}
			most, margin = high, 2*noise // the noise of two counts
		}
		if most >= behindShare*p.Expected || p.Expected-most <= margin {
			continue
		}
		all = append(all, Signal{
			Kind: ProjectBehind, Code: p.Code, Since: p.Day, Updated: k.Edition.Day, Places: p.Territories, title: plan.Title{FR: p.Call.Title},
			value: most, total: math.Round(p.Expected), atMost: estimated, where: address{path: "/calls", below: p.Call.Code},
		})
	}
	return gravest(all, func(s Signal) float64 { return -s.value / s.total })
}

// short are the targets of which the figure is on the wrong side of what is expected, with all of its interval.
func (k Known) short() (all []Signal) {
	for _, a := range k.Aims {
		best, told := a.best()
		if !told || !a.missed(best) {
			continue
		}
		s := Signal{
			Kind: BelowExpected, Code: a.Indicator, Since: a.Day, Updated: k.Edition.Day, about: a.About, value: *figures.Drawn(a.About, a.Figure),
			total: a.Expected, beyond: figures.Beyond(a.About, a.Figure), where: address{path: "/indicators", below: a.Indicator},
		}
		if a.Territory != nil {
			s.Code, s.Places = s.Code+"/"+*a.Territory, []string{*a.Territory}
			s.where = address{path: "/territories", below: *a.Territory, pairs: []string{"territory", ""}}
		}
		all = append(all, s)
	}
	return gravest(all, func(s Signal) float64 { return math.Abs(s.value-s.total) / max(math.Abs(s.total), 1e-9) })
}

// best is the value most in favour of the target among those that the figure may have; false where it is not known.
func (a Aim) best() (float64, bool) {
	f := a.Figure
	if figures.Beyond(a.About, f) { // a wait that has no end yet is at least so long
		return *a.About.Limit, !a.up()
	}
	if f.Value == nil {
		return 0, false
	}
	bound, part := f.High, "high"
	if !a.up() {
		bound, part = f.Low, "low"
	}
	if f.Status == gate.StatusEstimate {
		inUnit := slices.ContainsFunc(a.About.Parts, func(p indicator.Part) bool { return p.Name == part && p.Unit == a.About.Unit })
		value, known := f.Parts[part]
		return value, known && inUnit
	}
	if bound != nil {
		return *bound, true
	}
	return *f.Value, true
}

// up tells whether the target is to be reached from below.
func (a Aim) up() bool { return a.Direction != target.Down }

// missed tells whether a value falls short of what is expected by more than what is let pass.
func (a Aim) missed(value float64) bool {
	margin := shortBy * math.Abs(a.Expected)
	switch a.About.Unit {
	case "persons", "participations":
		margin = max(margin, noise)
	case "hours":
		margin = max(margin, noisyHours)
	}
	if a.up() {
		return value < a.Expected-margin
	}
	return value > a.Expected+margin
}

// silent are the places, the network first, in which too many structures are silent.
func (k Known) silent() (all []Signal) {
	for _, r := range k.Reporting {
		silent, told := r.Figure.Parts["silent"]
		if !told || r.Figure.Denominator == nil || *r.Figure.Denominator == 0 {
			continue
		}
		open := *r.Figure.Denominator
		s := Signal{Kind: SilentStructures, Code: "network", Since: r.Day, Updated: k.Edition.Day, value: silent, total: open}
		s.where = address{path: "/structures", pairs: []string{"show", "silent"}}
		limit := silentShare
		if r.Place != "" {
			if open < leastStructures { // of so few a share would name one
				continue
			}
			limit, s.Code, s.Places = silentShareOfPlace, r.Place, []string{r.Place}
			s.where.pairs = append(s.where.pairs, "territory", r.Place)
		}
		if silent > limit*open {
			all = append(all, s)
		}
	}
	return gravest(all, func(s Signal) float64 {
		if len(s.Places) == 0 {
			return math.Inf(1)
		}
		return s.value / s.total
	})
}

// late is the edition of whose events too many came too late to be counted.
func (k Known) late() []Signal {
	e := k.Edition
	if e.Number == 0 || e.Late <= lateShare {
		return nil
	}
	return []Signal{{Kind: LateData, Code: "network", Since: e.Day, Updated: e.Day, value: e.Late, edition: e.Number, where: address{path: "/quality"}}}
}

// gravest sorts signals of a kind, those with most weight first, and equal ones by their code.
func gravest(all []Signal, weight func(Signal) float64) []Signal {
	slices.SortStableFunc(all, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), plan.CompareCodes(a.Code, b.Code))
	})
	return all
}

// ID tells a signal from all others, for as long as it lasts.
func (s Signal) ID() string { return s.Kind + "/" + s.Code }

// Doubtful tells whether the signal is about how far figures can be trusted, and no affair of somebody's.
func (s Signal) Doubtful() bool { return s.Kind == SilentStructures || s.Kind == LateData }

// About keeps the signals about a place: inside tells of a code whether it lies there. Those about the network are kept where whole is.
func About(all []Signal, inside func(code string) bool, whole bool) (kept []Signal) {
	for _, s := range all {
		if len(s.Places) == 0 && whole || slices.ContainsFunc(s.Places, inside) {
			kept = append(kept, s)
		}
	}
	return kept
}

// Only keeps the signals of some kinds.
func Only(all []Signal, kinds ...string) (kept []Signal) {
	for _, s := range all {
		if slices.Contains(kinds, s.Kind) {
			kept = append(kept, s)
		}
	}
	return kept
}

// InTurn puts the gravest of each kind first, then the next of each.
func InTurn(all []Signal) []Signal {
	nth, seen := make(map[string]int, len(all)), map[string]int{}
	for _, s := range all {
		nth[s.ID()] = seen[s.Kind]
		seen[s.Kind]++
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b Signal) int { return cmp.Compare(nth[a.ID()], nth[b.ID()]) })
	return sorted
}

package engine

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/queries/indicator"
	"vigie/queries/period"
)

// lastKeys are the keys that come behind all others, in their order.
var lastKeys = []string{indicator.KeyUnknown, indicator.KeyOutside}

// head is the answer to a question, without a figure yet.
func (a asked) head(c *counts) Answer {
	return Answer{
		Indicator: a.indicator.ID, DefinitionVersion: a.indicator.DefinitionVersion, Unit: a.indicator.Unit,
		From: a.period.From.Format(time.DateOnly), To: a.period.To.Format(time.DateOnly), AsOf: a.asOf.Format(time.DateOnly),
		RefreshedAt: c.build.At, By: a.by, Filters: a.given, Status: StatusNoData, Figures: []indicator.Figure{}, Notes: a.notes(c),
	}
}

// answer evaluates the formulas of a question over what has been counted.
func (a asked) answer(c *counts) Answer {
	if a.indicator.Rank != nil {
		return a.rank(c)
	}
	answer := a.head(c)
	for _, w := range a.windows() {
		e := a.evidence(c, w)
		for _, key := range a.keys(c, e) {
			f := a.figure(key, e, c)
			if a.indicator.Change && !w.Comparable(c.first) {
				f.Status, f.Value, f.Parts = StatusNoData, nil, map[string]float64{}
			}
			if a.by == "month" {
				f.Key, f.Label = w.Month(), period.Label(w.From, a.lang)
			}
			if f.Status != StatusNoData {
				answer.Status = StatusOK
			}
			answer.Figures = append(answer.Figures, f)
		}
	}
	if a.indicator.UsesDistance() && answer.Status == StatusNoData {
		answer.Notes = append(answer.Notes, indicator.NoDistance.In(a.lang))
	}
	return answer
}

// evidence is what a window's figures are evaluated from, by key.
type evidence struct {
	tallies    map[string]map[string]numbers             // by measure and key
	residents  map[string]map[string]indicator.Residence // the same of measures by residence
	structures map[string][]indicator.Structure
	population map[string]float64
	need       map[string]indicator.Need
	distance   map[string]indicator.Distance
}

func (a asked) evidence(c *counts, w window) evidence {
	e := evidence{tallies: make(map[string]map[string]numbers), residents: make(map[string]map[string]indicator.Residence)}
	for _, m := range a.measures {
		as, key := a.countedAs(m, c.registry)
		counted := c.of(tallyOf(as, m), w)
		if key != indicator.KeyTotal {
			counted = map[string]numbers{indicator.KeyTotal: counted[key]}
		}
		if m.Area == residence {
			if m.Adds == "weight" {
				// A margin says nothing of those whose residence it leaves unknown.
				counted = maps.Clone(counted)
				delete(counted, indicator.KeyUnknown)
			}
			e.residents[m.Name] = a.residents(c, counted)
		} else {
			e.tallies[m.Name] = counted
		}
	}
	if a.indicator.UsesStructures() {
		e.structures = a.structures(c, w)
	}
	if a.indicator.UsesPopulation() {
		e.population = c.registry.Population(a.grouping(), a.territories)
	}
	if a.indicator.UsesNeed() {
		e.need = make(map[string]indicator.Need)
		for key, territories := range c.registry.Inhabited(a.grouping(), a.territories) {
			e.need[key] = c.needs[w.To].Of(territories)
		}
	}
	if a.indicator.UsesDistance() {
		e.distance = a.distances(c, w)
	}
	return e
}

// residents deals people out to the keys of a question by where they live. A choice of territories chooses residents; someone whose
// residence is known only roughly is of unknown residence.
func (a asked) residents(c *counts, counted map[string]numbers) map[string]indicator.Residence {
	places := make(map[string]indicator.Residence)
	for code, n := range counted {
		registered := c.registry.Registered(code)
		rough := code == indicator.KeyUnknown || c.registry.Rough(code)
		in := registered
		if a.territories != nil {
			in = chosen(a.territories, code)
		}
		apart, key := a.grouping() == "territory", indicator.KeyTotal
		switch {
		case apart && a.territories != nil && !in:
			continue
		case apart && rough:
			key = indicator.KeyUnknown
		case apart && registered:
			key = code
		case apart:
			key = indicator.KeyOutside
		}
		p, people := places[key], float64(n[0])
		if apart || in {
			p.Here += people
		}
		if rough && !in {
			p.Unknown += people
		}
		if !rough && !registered {
			p.Outside += people
		}
		places[key] = p
	}
	return places
}

// keys are those of a window's figures: what exists in any case, in its order; behind it what has been counted beside; what has no place
// comes last.
func (a asked) keys(c *counts, e evidence) []string {
	grouping := a.grouping()
	var keys []string
	switch grouping {
	case indicator.KeyTotal:
		return []string{indicator.KeyTotal}
	case "territory", "structure":
		keys = c.registry.Keys(grouping, a.territories, a.filters["structure"])
	default:
		for _, class := range indicator.Classes(grouping) {
			if (len(a.filters[grouping]) == 0 || slices.Contains(a.filters[grouping], class.Key)) && (class.Key != indicator.KeyUnknown || slices.Contains(profiled, grouping)) {
				keys = append(keys, class.Key)
			}
		}
	}
	further := make(map[string]bool)
	for _, of := range e.tallies {
		addKeys(further, of)
	}
	for _, of := range e.residents {
		addKeys(further, of)
	}
	addKeys(further, e.structures)
	for _, key := range keys {
		delete(further, key)
	}
	return append(keys, slices.SortedFunc(maps.Keys(further), func(x, y string) int {
		return cmp.Or(slices.Index(lastKeys, x)-slices.Index(lastKeys, y), strings.Compare(x, y))
	})...)
}

func addKeys[V any](to map[string]bool, of map[string]V) {
	for key := range of {
		to[key] = true
	}
}

// environment is what formulas name, for a key.
func (a asked) environment(key string, e evidence) map[string]any {
	env := map[string]any{"key": key, "population": e.population[key], "structures": e.structures[key], "offering": offering(e.structures[key])}
	for _, numbers := range []map[string]float64{e.need[key].Numbers(), e.distance[key].Numbers()} {
		for name, n := range numbers {
			env[name] = n
		}
	}
	for _, m := range a.measures {
		switch counted := e.tallies[m.Name][key]; {
		case m.Area == residence:
			env[m.Name] = e.residents[m.Name][key]
		case m.Spread != "":
			list := make([]float64, spreads)
			for i, n := range counted {
				list[i] = float64(n)
			}
			env[m.Name] = list
		case counted == nil:
			env[m.Name] = 0.0
		default:
			env[m.Name] = float64(counted[0])
		}
	}
	return env
}

// offering is how many structures offer each service.
func offering(structures []indicator.Structure) map[string]float64 {
	offering := make(map[string]float64)
	for _, class := range indicator.Classes("service") {
		if class.Key != indicator.KeyUnknown {
			offering[class.Key] = 0
		}
	}
	for _, s := range structures {
		for _, service := range s.Services {
			offering[service]++
		}
	}
	return offering
}

// figure evaluates the formulas for a key.
func (a asked) figure(key string, e evidence, c *counts) indicator.Figure {
	env := a.environment(key, e)
	f := indicator.Figure{Key: key, Label: a.label(key, c), Status: StatusOK, Parts: make(map[string]float64, len(a.indicator.Parts))}
	number := func(formula *indicator.Formula) *float64 {
		if formula == nil {
			return nil
		}
		if value, ok := formula.Number(env); ok {
			return &value
		}
		return nil
	}
	for _, p := range a.indicator.Parts {
		if value := number(p.Formula); value != nil {
			f.Parts[p.Name] = *value
		}
	}
	f.Value, f.Numerator, f.Denominator = number(a.indicator.Value), number(a.indicator.Numerator), number(a.indicator.Denominator)
	switch {
	case f.Denominator != nil && *f.Denominator == 0 || a.indicator.NoData != nil && a.indicator.NoData.Truth(env):
		f.Status, f.Value = StatusNoData, nil
		return f
	case a.indicator.Value == nil:
		value := *f.Numerator / *f.Denominator * a.indicator.Scale()
		f.Value = &value
	}
	if f.Value != nil {
		a.indicator.AddRest(*f.Value, f.Parts)
	}
	if a.indicator.Estimate != nil && a.indicator.Estimate.Truth(env) {
		f.Status = StatusEstimate
	}
	if a.indicator.Interval {
		low, high := indicator.Wilson(*f.Numerator, *f.Denominator)
		f.Low, f.High = &low, &high
	}
	return f
}

// label names a key in the language of the question.
func (a asked) label(key string, c *counts) string {
	if name, ok := indicator.SpecialName(key); ok {
		return name.In(a.lang)
	}
	for _, class := range indicator.Classes(a.by) {
		if class.Key == key {
			return class.Name.In(a.lang)
		}
	}
	return c.registry.Name(a.by, key)
}

// notes says how far the figures can be read.
func (a asked) notes(c *counts) []string {
	notes := []string{}
	if a.period.To.After(a.asOf.AddDate(0, 0, 1)) {
		day := a.asOf.Format("2 ") + period.Label(a.asOf, a.lang)
		notes = append(notes, indicator.Text{
			FR: "La période n’est pas terminée le " + day + " : ces chiffres vont encore changer.",
			EN: "The period has not ended on " + day + ": these figures will still change.",
		}.In(a.lang))
	}
	if a.indicator.Change && !slices.ContainsFunc(a.windows(), func(w window) bool { return w.Comparable(c.first) }) {
		notes = append(notes, indicator.NoComparison.In(a.lang))
	}
	if sources := a.needSources(c); len(sources) > 0 {
		notes = append(notes, indicator.Text{FR: "Habitants à aider : ", EN: "Residents in need: "}.In(a.lang)+strings.Join(sources, " ; ")+".")
	}
	if known, ok := a.registryKnown(c); ok {
		day := known.Format("2 ") + period.Label(known, a.lang)
		notes = append(notes, indicator.Text{
			FR: "Le registre est connu depuis le " + day + " : avant cette date, les structures sont celles d’alors.",
			EN: "The registry is known since " + day + ": before that day structures are as it had them then.",
		}.In(a.lang))
	}
	return notes
}

// needSources name who published the rates of need, of the question's last day.
func (a asked) needSources(c *counts) (all []string) {
	if !a.indicator.UsesNeed() {
		return nil
	}
	windows := a.windows()
	for _, territories := range c.registry.Inhabited(a.grouping(), a.territories) {
		all = append(all, c.needs[windows[len(windows)-1].To].sources(territories)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// registryKnown is the day since which the registry is known, where some figure of structures is of a window that ends before.
func (a asked) registryKnown(c *counts) (known time.Time, ok bool) {
	if !a.indicator.UsesStructures() {
		return known, false
	}
	for _, w := range a.windows() {
		for _, s := range c.sheet(w) {
			if known.IsZero() || s.KnownOn.Before(known) {
				known = s.KnownOn
			}
		}
	}
	return known, !known.IsZero() && !known.Before(a.windows()[0].To)
}

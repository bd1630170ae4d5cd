package indicator

import "slices"

// Indicator is what one file says of what is measured, and how.
type Indicator struct {
	// ID is the pillar and the file's name: "impact.progression".
	ID string `json:"id"`
	// Pillar is accessibility, visibility or impact.
	Pillar string `json:"pillar"`
	Title  Text   `json:"title"`
	// Definition says in one sentence what is counted.
	Definition Text `json:"definition"`
	// Unit is persons, participations, hours, days, share (0 to 1), per_10000 or per_1000 (inhabitants), kilometres, or points (of 100).
	Unit string `json:"unit"`
	// Kind is count (numerator and denominator are null), share (a part of the denominator), ratio, or median (of the
	// denominator's cases; the numerator is those that came to an end within Limit), rank (of territories, by figures of other indicators).
	Kind string `json:"kind"`
	// Better is the direction that is wished for: "up" or "down".
	Better string `json:"better"`
	// Interval tells that figures carry a 95 % Wilson interval: they are shares of persons.
	Interval bool `json:"interval"`
	// Change tells that figures are changes against the same window a year before: values and parts may be negative, and there are none where that
	// window begins too early (period.Comparable). They do not add up over windows.
	Change bool `json:"-"`
	// Limit is what a median, and a part in its unit, can be at most; nil for other kinds. Where it is more, the figure is ok
	// and its value nil, and the part is absent.
	Limit *float64 `json:"limit"`
	// DefinitionVersion grows when the same events would give another figure.
	DefinitionVersion int        `json:"definition_version"`
	Reference         *Reference `json:"reference"`
	// Groupings are what figures can be asked by; the first is meant where none is named: total, of a rank territory.
	Groupings []string `json:"groupings"`
	// Filters are what figures can be filtered on.
	Filters []string `json:"filters"`
	// Parts are what stands beside the value, in the order in which it is shown.
	Parts []Part `json:"parts"`
	// Waterfall is how the value and its parts lead from one to the next, where they are drawn so.
	Waterfall []Step `json:"-"`

	// Rank tells what a rank is made of; nil for all others, which have formulas.
	Rank *Rank `json:"-"`
	// Value is the formula of counts and medians; nil for shares and ratios.
	Value *Formula `json:"-"`
	// Numerator and Denominator are nil for counts, and for medians that have none.
	Numerator   *Formula `json:"-"`
	Denominator *Formula `json:"-"`
	// NoData tells where there is no value all the same; nil for never.
	NoData *Formula `json:"-"`
	// Estimate tells where the value is an estimate; nil for never.
	Estimate *Formula `json:"-"`
	// Components are the counts that editions publish cells of.
	Components []Component `json:"-"`
	// Source is the whole file as it stands.
	Source string `json:"-"`
	// File is its path.
	File string `json:"-"`
}

// Part describes what stands beside a figure's value under a name.
type Part struct {
	Name  string `json:"name"`
	Title Text   `json:"title"`
	// Unit is that of the part itself, from the same list as Indicator.Unit, or structures, services, referrals or place (among others ranked).
	Unit string `json:"unit"`
	// Passage is between which levels the part's people passed; nil for all other parts.
	Passage *Passage `json:"-"`
	// Rest tells that the part is what the value has beyond all other parts that there are; it has no formula.
	Rest bool `json:"-"`
	// Formula is how the part is worked out.
	Formula *Formula `json:"-"`
}

// Reference is a value from elsewhere that helps to judge the figure. It is context, not a target.
type Reference struct {
	// Value is nil where the source gives a comparison in words only.
	Value  *float64 `json:"value" yaml:"value"`
	Text   Text     `json:"text" yaml:"text"`
	Source Text     `json:"source" yaml:"source"`
}

// AddRest adds to the parts of a value the one that is the rest of it: what it has beyond all others but the levels of its waterfall.
func (i Indicator) AddRest(value float64, parts map[string]float64) {
	for _, p := range i.Parts {
		if p.Rest {
			for name, given := range parts {
				if !i.isLevel(name) {
					value -= given
				}
			}
			parts[p.Name] = value
			return
		}
	}
}

// HasGrouping tells whether figures can be asked by that grouping.
func (i Indicator) HasGrouping(by string) bool { return slices.Contains(i.Groupings, by) }

// HasFilter tells whether figures can be filtered on that name.
func (i Indicator) HasFilter(name string) bool { return slices.Contains(i.Filters, name) }

// Scale is what the numerator divided by the denominator is multiplied by.
func (i Indicator) Scale() float64 {
	switch i.Unit {
	case "per_1000", "euros_per_1000":
		return 1000
	case "per_10000":
		return 10000
	}
	return 1
}

// Formulas are all formulas of the indicator: value, numerator, denominator, conditions, parts.
func (i Indicator) Formulas() []*Formula {
	all := []*Formula{i.Value, i.Numerator, i.Denominator, i.NoData, i.Estimate}
	for _, p := range i.Parts {
		all = append(all, p.Formula)
	}
	return slices.DeleteFunc(all, func(f *Formula) bool { return f == nil })
}

// Measures names the measures that the indicator needs, in alphabetical order.
func (i Indicator) Measures() []string {
	var all []string
	for _, f := range i.Formulas() {
		all = append(all, f.measures...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// UsesStructures tells whether a formula of the indicator needs structures or offering.
func (i Indicator) UsesStructures() bool {
	return slices.ContainsFunc(i.Formulas(), (*Formula).UsesStructures)
}

// RestsOn names the components whose published counts of each structure the indicator sees where it is published, sorted.
func (i Indicator) RestsOn() (components []string) {
	for _, f := range i.Formulas() {
		components = append(components, f.RestsOn()...)
	}
	slices.Sort(components)
	return slices.Compact(components)
}

// UsesNeed tells whether a formula of the indicator needs a number of Need.
func (i Indicator) UsesNeed() bool {
	return slices.ContainsFunc(i.Formulas(), (*Formula).UsesNeed)
}

// UsesDistance tells whether a formula of the indicator needs a number of Distance.
func (i Indicator) UsesDistance() bool {
	return slices.ContainsFunc(i.Formulas(), (*Formula).UsesDistance)
}

// UsesPopulation tells whether a formula of the indicator needs population.
func (i Indicator) UsesPopulation() bool {
	return slices.ContainsFunc(i.Formulas(), (*Formula).UsesPopulation)
}

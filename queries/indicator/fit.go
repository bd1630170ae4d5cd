package indicator

import (
	"maps"
	"slices"
)

// shape tells which formulas and fields are missing, or too many, for a kind of indicator.
func (r *reader) shape(kind string) {
	d := &r.document
	if whole := kind == "count" || kind == "median"; whole != (d.Value != nil) {
		r.fault(1, "a %s is worked out by value, a share and a ratio by numerator and denominator", kind)
	}
	if (d.Numerator == nil) != (d.Denominator == nil) {
		r.fault(1, "numerator and denominator go together")
	}
	if d.Change.Value && kind != "count" {
		r.fault(d.Change.line(), "change is for what has a value of its own, and this is a %s", kind)
	}
	if d.Interval.Value && kind != "share" {
		r.fault(d.Interval.line(), "interval is for shares, and this is a %s", kind)
	}
}

// fits tells which formulas are of another unit than the figure, and which groupings and filters they cannot have.
func (r *reader) fits(i Indicator) {
	d := &r.document
	if i.Value != nil && i.Value.quantity.unit != i.Unit {
		r.fault(d.Value.line(), "unit %s does not fit %s", called(i.Value.quantity.unit), i.Unit)
	}
	if i.Numerator != nil && i.Denominator != nil {
		n, n0 := i.Numerator.quantity.unit, i.Denominator.quantity.unit
		fits := n == n0 && n != ""
		switch i.Unit {
		case "per_1000":
			fits = n == "persons" && n0 == inhabitants
		case kilometres:
			fits = n == travelled && n0 == inhabitants
		case points:
			fits = n == points && n0 == "persons"
		case "euros":
			fits = n == "euros" && n0 == "persons"
		case "euros_per_1000":
			fits = n == "euros" && n0 == inhabitants
		case share:
			fits = fits || n == "persons" && (n0 == inhabitants || n0 == "people_to_reach")
		case "per_10000":
			fits = (n == structures || n == "hours") && n0 == inhabitants
		}
		if !fits {
			r.fault(d.Numerator.line(), "unit %s ÷ %s does not fit %s", called(n), called(n0), i.Unit)
		}
		if i.Interval && n != "persons" {
			r.fault(d.Interval.line(), "interval is for shares of persons, and this is one of %s", called(n))
		}
	}
	for _, g := range d.Groupings {
		r.offered("grouping", g, i, structureGroupings)
		if g.Value != "total" && g.Value != "month" && (i.UsesPopulation() || i.UsesNeed()) && !slices.Contains(populationGroupings, g.Value) {
			r.fault(g.line(), "grouping %s: population is not known by it", g.Value)
		}
		if g.Value == "structure" && i.UsesDistance() {
			r.fault(g.line(), "grouping %s: distances are from territories", g.Value)
		}
	}
	for _, f := range d.Filters {
		r.offered("filter", f, i, structureFilters)
	}
}

// offered tells which of an indicator's measures do not offer a grouping or filter.
func (r *reader) offered(what string, name located[string], i Indicator, ofStructures []string) {
	for _, measure := range i.Measures() {
		if m := r.language.measures[measure]; !m.Offers(name.Value) {
			r.fault(name.line(), "%s %s: the measure %s over %s does not offer it", what, name.Value, m.Name, m.Fact)
		}
	}
	if i.UsesStructures() && name.Value != "total" && name.Value != "month" && !slices.Contains(ofStructures, name.Value) {
		r.fault(name.line(), "%s %s: structures do not offer it", what, name.Value)
	}
}

// unused tells which named formulas no other formula names.
func (r *reader) unused() {
	d := &r.document
	used := names{}
	for _, text := range []*located[string]{d.Value, d.Numerator, d.Denominator, d.NoData, d.Estimate} {
		if text != nil {
			maps.Copy(used, namesIn(text.Value))
		}
	}
	for _, p := range d.Parts {
		if p.Formula != nil {
			maps.Copy(used, namesIn(p.Formula.Value))
		}
	}
	for _, c := range d.Components {
		if c.Formula != nil {
			maps.Copy(used, namesIn(c.Formula.Value))
		}
	}
	for _, text := range d.Define {
		maps.Copy(used, namesIn(text.Value))
	}
	for _, name := range slices.Sorted(maps.Keys(d.Define)) {
		if !used[name] {
			r.fault(d.Define[name].line(), "no formula uses %s", name)
		}
	}
}

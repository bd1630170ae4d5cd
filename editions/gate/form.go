package gate

import (
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
)

// form is an indicator as it is published: what its formulas name. It is worked out once for each indicator, not for each question.
type form struct {
	indicator indicator.Indicator
	// needed are the components of the formulas that make the value, others those of all its formulas beside.
	needed, others []string
	slots          []slot
	rankedIn       []string // kinds of windows in which all that a rank is made of is published
	needs, travels bool     // formulas name residents in need, and how far they are from offers
}

// slot is a part of an indicator that counts structures.
type slot struct{ part, component string }

// formsOf are the forms of all indicators, by id.
func formsOf(list *cells.List, catalogue *indicator.Catalogue) map[string]form {
	forms := make(map[string]form)
	for _, i := range catalogue.All() {
		forms[i.ID] = formOf(list, i)
	}
	for id, f := range forms {
		if f.indicator.Rank != nil {
			f.rankedIn = cells.Calendar()
			for _, part := range f.indicator.Rank.Indicators() {
				f.rankedIn = both(f.rankedIn, forms[part].kinds(list, cells.Territory, ""))
			}
			forms[id] = f
		}
	}
	return forms
}

// formOf gathers the components of an indicator's formulas.
func formOf(list *cells.List, i indicator.Indicator) form {
	i.Groupings, i.Filters = byCall(i.Groupings), byCall(i.Filters)
	a := form{indicator: i, needs: i.UsesNeed(), travels: i.UsesDistance()}
	for _, s := range cells.SlotsOf(i) {
		if s.Part != "" {
			a.slots = append(a.slots, slot{s.Part, s.Name})
		}
	}
	of := func(formulas ...*indicator.Formula) (names []string) {
		for _, f := range formulas {
			if p, ok := f.Published(); ok {
				names = append(names, p.Components...)
			}
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	a.needed = of(i.Value, i.Numerator, i.Denominator)
	if i.Change { // it is told with its parts, which make it up
		a.needed = of(i.Formulas()...)
	}
	for _, name := range of(i.Formulas()...) {
		a.others = append(a.others, name)
		if c, _ := list.Component(name); c.With != "" {
			a.others = append(a.others, c.With)
		}
	}
	return a
}

// kinds are the kinds of windows in which the indicator is published for a kind of area, by a field of classes.
func (f form) kinds(list *cells.List, area, field string) []string {
	if f.indicator.Rank != nil {
		if area != cells.Territory || field != "" {
			return nil
		}
		return f.rankedIn
	}
	if inhabited := []string{cells.Territory, cells.Group, cells.Commune, cells.Elsewhere}; !slices.Contains(inhabited, area) &&
		(f.indicator.UsesPopulation() || f.needs) {
		return nil
	}
	if len(f.needed) == 0 { // what is counted of structures
		if field != "" && !f.indicator.HasGrouping(field) {
			return nil
		}
		kinds := list.KindsOfFamily(cells.Structures, area, field)
		for _, name := range f.indicator.RestsOn() { // what people did at each structure
			kinds = both(kinds, list.Kinds(name, cells.Structure, ""))
		}
		return kinds
	}
	kinds := list.Kinds(f.needed[0], area, field)
	for _, name := range f.needed[1:] {
		kinds = both(kinds, list.Kinds(name, area, field))
	}
	return kinds
}

// both are the kinds that are in two lists; the first is changed.
func both(kinds, others []string) []string {
	return slices.DeleteFunc(kinds, func(kind string) bool { return !slices.Contains(others, kind) })
}

// byCall adds calls to what an indicator is grouped by or filtered on, where projects are in it: a call is its projects together.
func byCall(names []string) []string {
	at := slices.Index(names, cells.Project)
	if at < 0 || slices.Contains(names, cells.Call) {
		return names
	}
	return slices.Insert(slices.Clone(names), at+1, cells.Call)
}

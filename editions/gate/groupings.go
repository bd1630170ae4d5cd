package gate

import (
	"maps"
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
)

// Readable is an indicator as the closed list publishes it: with the groupings and filters that can be asked for, of some window and place.
func (r *Reader) Readable(i indicator.Indicator) indicator.Indicator {
	a := asked{Publication: &Publication{list: r.list}, form: r.forms[i.ID], place: network, inKinds: make(map[[2]string][]string)}
	i.Groupings, i.Filters = a.groupings(), a.filters()
	return i
}

// groupings are those by which the indicator is published, of the place and class that are asked about.
func (a asked) groupings() (all []string) {
	for _, by := range append(slices.Clone(a.indicator.Groupings), byQuarter) {
		area, field := a.place.Kind, a.field
		if slices.ContainsFunc(slices.Collect(maps.Keys(a.question.Filters)), func(filter string) bool { return !combine(by, filter) }) {
			continue
		}
		switch by {
		case indicator.KeyTotal, byMonth, byQuarter:
		case "territory":
			area = cells.Territory
		case cells.Structure, cells.Project, cells.Call, cells.Funder:
			area = by
		default:
			field = by
		}
		kinds := a.kinds(area, field)
		if need := map[string]string{byMonth: cells.Month, byQuarter: cells.Quarter}[by]; len(kinds) > 0 && (need == "" || slices.Contains(kinds, need)) {
			all = append(all, by)
		}
	}
	return all
}

// filters are those by which the indicator is published.
func (a asked) filters() (all []string) {
	for _, name := range a.indicator.Filters {
		area, field := network.Kind, ""
		if a.indicator.Rank != nil {
			area = cells.Territory
		}
		switch name {
		case "territory", indicator.FilterNeed: // or a group
		case cells.Structure, cells.Project, cells.Call:
			area = name
		default:
			field = name
		}
		if len(a.kinds(area, field)) > 0 {
			all = append(all, name)
		}
	}
	return all
}

// notBy refuses a grouping, or the place or filter beside it, by which the indicator is not published.
func (a asked) notBy() Refusal {
	if a.question.Place != "" && len(a.kinds(a.place.Kind, a.field)) == 0 && len(a.kinds(network.Kind, a.field)) > 0 {
		refusal := Refusal{Code: RefusedPlace, Field: "territory", Given: a.question.Place}
		for _, area := range a.sorted {
			if area.Kind == network.Kind && area != network {
				refusal.Choices = append(refusal.Choices, area.Code)
			}
		}
		return refusal
	}
	if slices.Contains([]string{cells.Structure, cells.Project, cells.Call}, a.place.Kind) && len(a.kinds(a.place.Kind, "")) == 0 {
		return Refusal{Code: RefusedFilter, Field: a.place.Kind, Given: a.place.Code, Choices: a.filters()}
	}
	if choices := a.groupings(); len(choices) > 0 {
		return Refusal{Code: RefusedBy, Field: "by", Given: a.by(), Choices: choices}
	}
	refusal := Refusal{Code: RefusedFilter, Choices: a.filters()}
	for name := range a.question.Filters { // there is one: without, an indicator is published of everybody
		refusal.Field, refusal.Given = name, name
	}
	return refusal
}

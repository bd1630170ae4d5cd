package gate

import (
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
)

// byCall adds calls to what an indicator is grouped by or filtered on, where projects are in it: a call is its projects together.
func byCall(names []string) []string {
	at := slices.Index(names, cells.Project)
	if at < 0 || slices.Contains(names, cells.Call) {
		return names
	}
	return slices.Insert(slices.Clone(names), at+1, cells.Call)
}

// asPublished is an indicator with the groupings and filters that the list can publish.
func asPublished(i indicator.Indicator) indicator.Indicator {
	i.Groupings, i.Filters = byCall(i.Groupings), byCall(i.Filters)
	return i
}

// apart are the groupings by areas that lie in no place.
var apart = []string{cells.Project, cells.Call, cells.Funder}

// apartFrom are the areas of such a grouping: those that were published, of a call that is asked about its projects alone.
func (a asked) apartFrom(by string) (all []cells.Area) {
	for _, code := range a.numbers.codes(by) {
		area := cells.Area{Kind: by, Code: code}
		if a.place.Kind != cells.Call || a.registry.CallOf(code) == a.place.Code {
			all = append(all, area)
		}
	}
	return all
}

package gate

import "vigie/editions/cells"

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

package gate

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"vigie/editions/cells"
	"vigie/queries/indicator"
	"vigie/warehouse"
)

//go:embed projects.sql
var projectsSQL string

// titled is a call or a project as its registry has it: published numbers are named and chosen by it.
type titled struct{ title, call string }

// readTitled reads the calls, and the projects that something was granted to.
func readTitled(ctx context.Context, w *warehouse.Warehouse) (map[cells.Area]titled, error) {
	var rows []struct {
		Kind  string `ch:"kind"`
		Code  string `ch:"code"`
		Title string `ch:"title"`
		Call  string `ch:"call"`
	}
	if err := w.Conn().Select(ctx, &rows, projectsSQL); err != nil {
		return nil, fmt.Errorf("read the titles of calls and projects: %w", err)
	}
	all := make(map[cells.Area]titled, len(rows))
	for _, r := range rows {
		all[cells.Area{Kind: r.Kind, Code: r.Code}] = titled{r.Title, r.Call}
	}
	return all, nil
}

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
		if a.place.Kind != cells.Call || a.titles[area].call == a.place.Code {
			all = append(all, area)
		}
	}
	return all
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"vigie/editions/cells"
	"vigie/queries"
	"vigie/queries/indicator"
)

// ofGrants are the indicators that tell what a grant bought.
var ofGrants = []string{"impact.target_reached", "impact.project_participations", "impact.cost_per_person", "impact.project_progression"}

// visible says what anybody will see of a grant that is entered: which figures, from which windows on and of how many people, by the closed list.
func visible() (string, error) {
	catalogue, err := queries.Load()
	if err != nil {
		return "", fmt.Errorf("read the indicators: %w", err)
	}
	list, err := cells.Read(catalogue)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("what anybody will see of a grant, from the day on which it is granted:\n" +
		"  at once: title, call, structure, territories, days, target, euros granted and paid by each funder, when its report is due\n" +
		"  never: euros requested and spent, and projects that are submitted, examined or refused\n" +
		"  from the first edition after the end of a quarter in which it runs:\n")
	for _, id := range ofGrants {
		about, ok := catalogue.Get(id)
		if !ok {
			return "", fmt.Errorf("there is no indicator %s", id)
		}
		kinds := published(list, about)
		from := fmt.Sprintf("from %d people or visits on", cells.ShownFrom)
		if about.Interval {
			from = fmt.Sprintf("from %d people on, of whom %d did and %d did not", cells.ShareFrom, cells.ShownFrom, cells.ShownFrom)
		}
		fmt.Fprintf(&b, "    %s, by %s: %s\n", strings.ToLower(about.Title.In("en")), strings.Join(kinds, " and "), from)
	}
	return b.String(), nil
}

// published are the kinds of windows in which all that an indicator is made of is published of a project.
func published(list *cells.List, about indicator.Indicator) (common []string) {
	for i, component := range about.Components {
		kinds := list.Kinds(component.Name, cells.Project, "")
		if i == 0 {
			common = kinds
			continue
		}
		common = slices.DeleteFunc(common, func(kind string) bool { return !slices.Contains(kinds, kind) })
	}
	return common
}

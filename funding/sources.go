package funding

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Source is what a funder pays in a window.
type Source struct {
	Funder  string // several names joined with " + " where a call does not say who has which part
	Paid    Cents  // by the dates of the payments
	Running Cents  // its part of what is granted and runs in the window, paid or not
}

// Sources are the funders of projects and what each pays in [from, to), those who pay most first. A payment that names no funder is that of
// the project's call: its funders share it by their parts of the budget. A payment counts whatever became of the project.
func Sources(calls []Call, projects []Project, from, to string) []Source {
	sums := map[string]Source{}
	add := func(funder string, paid, running Cents) {
		s := sums[funder]
		sums[funder] = Source{funder, s.Paid + paid, s.Running + running}
	}
	byCode := make(map[string]Call, len(calls))
	for _, c := range calls {
		byCode[c.Code] = c
	}
	for _, p := range projects {
		call := byCode[p.Call]
		for _, y := range p.Payments {
			switch {
			case y.Day < from || y.Day >= to:
			case y.Funder != "":
				add(y.Funder, y.Cents, 0)
			default:
				for _, part := range call.parts(y.Cents) {
					add(part.Of, part.Cents, 0)
				}
			}
		}
		for _, part := range call.parts(p.Running(from, to).Call) {
			add(part.Of, 0, part.Cents)
		}
		for _, part := range p.coFunding(from, to) {
			add(part.Of, 0, part.Cents)
		}
	}
	return slices.SortedFunc(maps.Values(sums), func(a, b Source) int {
		return cmp.Or(cmp.Compare(b.Paid, a.Paid), cmp.Compare(b.Running, a.Running), cmp.Compare(a.Funder, b.Funder))
	})
}

// parts divides an amount among the funders of the call; nobody gets nothing.
func (c Call) parts(amount Cents) []Amount {
	if amount == 0 {
		return nil
	}
	var names []string
	var weights []uint64
	said := true
	for _, f := range c.Funders {
		names = append(names, f.Of)
		weights = append(weights, uint64(f.Cents))
		said = said && f.Cents > 0
	}
	if !said || len(names) < 2 {
		return []Amount{{strings.Join(names, " + "), amount}}
	}
	parts := make([]Amount, len(names))
	for i, cents := range split(amount, weights) {
		parts[i] = Amount{names[i], cents}
	}
	return parts
}

// coFunding is what co-funders grant the project and runs in [from, to); it sums to what runs beyond the call's own part.
func (p Project) coFunding(from, to string) []Amount {
	running := p.Running(from, to)
	weights := make([]uint64, len(p.CoFunders))
	for i, a := range p.CoFunders {
		weights[i] = uint64(a.Cents)
	}
	var parts []Amount
	for i, cents := range split(running.All-running.Call, weights) {
		if cents > 0 {
			parts = append(parts, Amount{p.CoFunders[i].Of, cents})
		}
	}
	return parts
}

// Package affairs is what anybody may read of the committee's affairs as of a day: plan, governance, members and targets, calls for projects and
// the projects whose grant stands.
//
// What is not for everybody never leaves this room: comments of owners, decisions that are drafts, projects that are submitted, examined or
// refused, euros that were requested or spent.
package affairs

import (
	"context"

	"vigie/funding"
	"vigie/governance"
	"vigie/governance/dated"
)

// Reader reads the registries. It is safe for concurrent use.
type Reader struct {
	Governance *governance.Registry
	Funding    *funding.Registry
}

// When is the day as of which something is told, and since when it is known.
type When struct {
	Day dated.Day `json:"as_of"`
	// Known is the day of the first import; nil where there was none. Of earlier days what was imported first is told.
	Known *dated.Day `json:"known_since"`
}

// State is what there was at the end of a day.
type State struct {
	When
	Plan       Plan       `json:"plan"`
	Governance Governance `json:"governance"`
	Members    Members    `json:"members"`
	Targets    []Target   `json:"targets"`
}

// Named is a code with the name that it stands for.
type Named struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// On is what there was at the end of a day.
func (r Reader) On(ctx context.Context, day dated.Day) (State, error) {
	known, err := r.Governance.At(ctx, day)
	if err != nil {
		return State{}, err
	}
	frozen, err := r.Governance.Freezes.List(ctx)
	if err != nil {
		return State{}, err
	}
	names := namesOf(known)
	s := State{When: When{day, optional(known.Known)}}
	s.Plan = planOn(known, names)
	s.Governance = governanceOn(known, names, frozen)
	s.Members = membersOn(known)
	s.Targets = targetsOn(known)
	return s, nil
}

// names are those of bodies and committees, by their codes.
type names map[[2]string]string

func namesOf(s governance.State) names {
	n := names{}
	for _, b := range s.Bodies {
		n[[2]string{"body", b.Code}] = b.Name
	}
	for _, c := range s.Committees {
		n[[2]string{"committee", c.Code}] = c.Name
	}
	return n
}

// of names a code; one that is not known stands for itself.
func (n names) of(kind, code string) Named {
	if name := n[[2]string{kind, code}]; name != "" {
		return Named{code, name}
	}
	return Named{code, code}
}

// all names codes.
func (n names) all(kind string, codes []string) []Named {
	list := make([]Named, len(codes))
	for i, code := range codes {
		list[i] = n.of(kind, code)
	}
	return list
}

// until leaves out what came after a day. The result is never nil.
func until[R dated.Row](rows []R, day dated.Day) []R {
	kept := make([]R, 0, len(rows))
	for _, r := range rows {
		if r.Since() <= day {
			kept = append(kept, r)
		}
	}
	return kept
}

// listed is a list that is written as [] where it is empty.
func listed[T any](list []T) []T { return append([]T{}, list...) }

// optional is nil of an empty text.
func optional[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

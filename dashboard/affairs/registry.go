package affairs

import (
	"context"
	"encoding/json"
	"fmt"

	"vigie/governance/committee"
	"vigie/governance/dated"
)

// Registry is the committee's affairs and the calls, as anybody may read them as of a day.
type Registry struct {
	State
	Calls []Call `json:"calls"`
}

// Registry reads the registry as of a day.
func (r Reader) Registry(ctx context.Context, day dated.Day) (all Registry, err error) {
	if all.State, err = r.On(ctx, day); err == nil {
		all.Calls, err = r.Calls(ctx, day)
	}
	return all, err
}

// Text is the registry as it is kept of a meeting, in the words of the API.
func (r Registry) Text() (string, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("write down the registry of %s: %w", r.Day, err)
	}
	return string(text), nil
}

// Counts are how many there are in a registry.
type Counts struct {
	Decisions, Open, Overdue int // Open and Overdue are among the decisions
	Members                  int // bodies
	Projects                 int
}

// Counts counts what stands how.
func (r Registry) Counts() (n Counts) {
	for _, m := range r.Governance.Meetings {
		n.Decisions += len(m.Decisions)
		for _, d := range m.Decisions {
			if d.Status == committee.Open {
				n.Open++
			}
			if d.Late {
				n.Overdue++
			}
		}
	}
	for _, b := range r.Members.Bodies {
		if (committee.Membership{Stages: b.Stages}).IsMember(r.Day) {
			n.Members++
		}
	}
	for _, c := range r.Calls {
		n.Projects += len(c.Projects)
	}
	return n
}

package cut

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"vigie/editions/cells"
)

var (
	//go:embed projects.sql
	projectsSQL string
	//go:embed funders.sql
	fundersSQL string
)

// registered is what is known on a day of who pays for help.
type registered struct {
	projects []project
	// funders are those who have paid something.
	funders []string
}

// project is one of the registry, or one that events alone name.
type project struct {
	Project   string `ch:"project"`
	Call      string `ch:"call"`
	Structure string `ch:"structure"`
	// Runs tells that it is funded, and has days: from Since, before Until.
	Runs  bool      `ch:"runs"`
	Since time.Time `ch:"since"`
	Until time.Time `ch:"until"`
}

func (c *Cutter) readRegistered(ctx context.Context, day time.Time) (of registered, err error) {
	ctx = clickhouse.Context(ctx, clickhouse.WithParameters(clickhouse.Parameters{"as_of": day.Format(time.DateOnly)}))
	if err := c.Warehouse.Conn().Select(ctx, &of.projects, projectsSQL); err != nil {
		return of, fmt.Errorf("read the projects: %w", err)
	}
	var funders []struct {
		Funder string `ch:"funder"`
	}
	if err := c.Warehouse.Conn().Select(ctx, &funders, fundersSQL); err != nil {
		return of, fmt.Errorf("read the funders: %w", err)
	}
	for _, f := range funders {
		of.funders = append(of.funders, f.Funder)
	}
	return of, nil
}

// calls are the codes of all calls that projects are of, sorted.
func (of registered) calls() (codes []string) {
	for _, p := range of.projects {
		if p.Call != "" {
			codes = append(codes, p.Call)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// running is which projects there are at a time: those that run are of the network's help with projects, too. What only events name is always there.
// The people of projects that are all of one structure may be the people of that structure: they are drawn under its name.
func (of registered) running(a areas) *presence {
	p := newPresence(a)
	p.lasting = true
	network := a.byArea[cells.Area{Kind: cells.Group, Code: cells.Network}]
	for _, one := range of.projects {
		numbers := append(slices.Clone(a.projects[one.Project]), network)
		if !one.Runs {
			numbers = numbers[:1]
		}
		s := stay{Structure: one.Project, Since: one.Since, Until: one.Until}
		if one.Structure != "" {
			s.of = cells.Area{Kind: cells.Structure, Code: one.Structure}
		}
		p.add(s, numbers)
	}
	return p
}

package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"vigie/network"
)

type excludeCommand struct {
	Source    string `help:"The source whose events are set aside." placeholder:"URI"`
	Structure string `help:"Only those of one structure, by its id." placeholder:"ID"`
	From      string `help:"The first day (Europe/Paris) that is set aside." placeholder:"DATE"`
	To        string `help:"The day after the last one." placeholder:"DATE"`
	Why       string `help:"The reason, for those who read the list." placeholder:"TEXT"`
}

// Run sets events aside, or lists what is set aside.
func (c *excludeCommand) Run(ctx context.Context, s *session) error {
	if *c == (excludeCommand{}) {
		return s.withRegistry(ctx, func(r *network.Registry) error { return s.listExclusions(ctx, r) })
	}
	asked := network.Exclusion{Source: c.Source, Structure: c.Structure, From: c.From, To: c.To, Why: c.Why}
	if err := asked.Check(); err != nil {
		return usagef("--%w", err)
	}
	return s.withRegistry(ctx, func(r *network.Registry) error {
		set, err := r.Exclude(ctx, asked)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "exclusion %d: no figure counts these events until \"vigie include %d\"\n", set.Number, set.Number)
		return nil
	})
}

// listExclusions prints every exclusion, lifted or not.
func (s *session) listExclusions(ctx context.Context, r *network.Registry) error {
	all, err := r.Exclusions(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tSOURCE\tSTRUCTURE\tFROM\tTO\tSET\tLIFTED\tWHY")
	for _, x := range all {
		structure := "all"
		if x.Structure != "" {
			structure = x.Structure
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			x.Number, x.Source, structure, x.From, x.To, dayOf(x.SetAt), dayIf(x.Lifted, x.ChangedAt), x.Why)
	}
	return table.Flush()
}

type includeCommand struct {
	Number uint32 `arg:"" help:"The exclusion's number, as vigie exclude lists it."`
}

// Run lifts an exclusion.
func (c *includeCommand) Run(ctx context.Context, s *session) error {
	return s.withRegistry(ctx, func(r *network.Registry) error {
		if _, err := r.Include(ctx, c.Number); err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "exclusion %d is lifted: its events count again\n", c.Number)
		return nil
	})
}

package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"vigie/network"
)

type aliasCommand struct {
	Add    aliasAddCommand    `cmd:"" help:"Have what names OTHER be of the structure ID."`
	List   aliasListCommand   `cmd:"" help:"List every alias there is and was."`
	Remove aliasRemoveCommand `cmd:"" help:"Have what names OTHER be of no structure again."`
}

type aliasAddCommand struct {
	Other string `arg:"" help:"An id that a tool or a file has for the structure. It is no structure of the registry."`
	ID    string `arg:"" name:"id" help:"The structure's id in the registry."`
	Why   string `help:"The reason, for those who read the list." placeholder:"TEXT"`
}

// Run gives a structure another id.
func (c *aliasAddCommand) Run(ctx context.Context, s *session) error {
	asked := network.Alias{Alias: c.Other, Structure: c.ID, Why: c.Why}
	if err := asked.Check(); err != nil {
		return usageError{err}
	}
	return s.withRegistry(ctx, func(r *network.Registry) error {
		set, err := r.AddAlias(ctx, asked)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "alias %d: what names %s is of %s until \"vigie alias remove %s\"\n", set.Number, set.Alias, set.Structure, set.Alias)
		return nil
	})
}

type aliasListCommand struct{}

// Run prints every alias, removed or not.
func (aliasListCommand) Run(ctx context.Context, s *session) error {
	return s.withRegistry(ctx, func(r *network.Registry) error {
		all, err := r.Aliases(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NUMBER\tALIAS\tSTRUCTURE\tSET\tREMOVED\tWHY")
		for _, a := range all {
			fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", a.Number, a.Alias, a.Structure, dayOf(a.SetAt), dayIf(a.Removed, a.ChangedAt), a.Why)
		}
		return table.Flush()
	})
}

type aliasRemoveCommand struct {
	Other string `arg:"" help:"The alias."`
}

// Run takes another id from its structure.
func (c *aliasRemoveCommand) Run(ctx context.Context, s *session) error {
	return s.withRegistry(ctx, func(r *network.Registry) error {
		removed, err := r.RemoveAlias(ctx, c.Other)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "alias %d is removed: what names %s is of %s no more\n", removed.Number, removed.Alias, removed.Structure)
		return nil
	})
}

type mergeCommand struct {
	Structure string `arg:"" optional:"" name:"a" help:"The structure that is continued."`
	Successor string `arg:"" optional:"" name:"b" help:"The structure that continues it."`
	From      string `help:"The first day (Europe/Paris) on which what names A is of B, and A is closed." placeholder:"DATE"`
	Why       string `help:"The reason, for those who read the list." placeholder:"TEXT"`
}

// Run has a structure continued by another, or lists which are.
func (c *mergeCommand) Run(ctx context.Context, s *session) error {
	if *c == (mergeCommand{}) {
		return s.withRegistry(ctx, func(r *network.Registry) error { return s.listMerges(ctx, r) })
	}
	asked := network.Merge{Structure: c.Structure, Successor: c.Successor, From: c.From, Why: c.Why}
	if err := asked.Check(); err != nil {
		return usageError{err}
	}
	return s.withRegistry(ctx, func(r *network.Registry) error {
		set, err := r.Merge(ctx, asked)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "merge %d: from %s on %s is closed, and what names it is of %s, until \"vigie unmerge %s\"\n",
			set.Number, set.From, set.Structure, set.Successor, set.Structure)
		return nil
	})
}

// listMerges prints every merge, undone or not.
func (s *session) listMerges(ctx context.Context, r *network.Registry) error {
	all, err := r.Merges(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NUMBER\tSTRUCTURE\tINTO\tFROM\tSET\tUNDONE\tWHY")
	for _, m := range all {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", m.Number, m.Structure, m.Successor, m.From, dayOf(m.SetAt), dayIf(m.Undone, m.ChangedAt), m.Why)
	}
	return table.Flush()
}

type unmergeCommand struct {
	Structure string `arg:"" name:"a" help:"The structure that is to go on for itself again."`
	Successor string `arg:"" optional:"" name:"b" help:"The structure that continues it now."`
}

// Run has a structure go on for itself again.
func (c *unmergeCommand) Run(ctx context.Context, s *session) error {
	return s.withRegistry(ctx, func(r *network.Registry) error {
		undone, err := r.Unmerge(ctx, c.Structure, c.Successor)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "merge %d is undone: what names %s is its own\n", undone.Number, undone.Structure)
		return nil
	})
}

func dayOf(at time.Time) string { return at.Format(time.DateOnly) }

// dayIf is the day of what has happened, "" before.
func dayIf(happened bool, at time.Time) string {
	if !happened {
		return ""
	}
	return dayOf(at)
}

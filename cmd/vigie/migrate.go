package main

import (
	"context"
	"errors"
	"fmt"

	"vigie/migrations"
)

type migrateCommand struct {
	DryRun bool `help:"Only say what would be done."`
}

// Run brings the schema up to date and says what it did.
func (c *migrateCommand) Run(ctx context.Context, s *session) (err error) {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	pending, err := migrations.Pending(ctx, w)
	if err != nil {
		return err
	}
	if len(pending) == 0 {
		fmt.Fprintln(s.stdout, "the schema is up to date")
		return nil
	}
	for _, name := range pending {
		fmt.Fprintln(s.stdout, "to run:", name)
	}
	if c.DryRun {
		return nil
	}
	if err := migrations.Run(ctx, w, s.log); err != nil {
		return err
	}
	fmt.Fprintln(s.stdout, "done: the schema is up to date")
	return nil
}

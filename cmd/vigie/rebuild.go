package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/migrations"
	"vigie/queries"
)

type rebuildCommand struct{}

// Run works the derived tables out again from the events. A vigie that is serving goes on meanwhile.
func (rebuildCommand) Run(ctx context.Context, s *session) (err error) {
	catalogue, err := queries.Load()
	if err != nil {
		return fmt.Errorf("read the indicators: %w", err)
	}
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := migrations.Run(ctx, w, s.log); err != nil {
		return err
	}
	begun := time.Now()
	runner := queries.New(queries.Options{Warehouse: w, Catalogue: catalogue, Now: s.now, Logger: s.log})
	err = runner.Rebuild(ctx, func(step string, done, of int) {
		fmt.Fprintf(s.stderr, "%3d %%  %s\n", 100*done/of, step)
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stderr, "100 %%  done in %s\n", time.Since(begun).Round(100*time.Millisecond))
	return nil
}

package main

import (
	"context"
	"fmt"
	"time"

	"vigie/warehouse"
)

type rebuildCommand struct{}

// Run works the facts out again from the events. A vigie that is serving goes on meanwhile.
func (rebuildCommand) Run(ctx context.Context, s *session) error {
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		runner, err := s.runner(w)
		if err != nil {
			return err
		}
		begun := time.Now()
		err = runner.Rebuild(ctx, func(step string, done, of int) {
			fmt.Fprintf(s.stderr, "%3d %%  %s\n", 100*done/of, step)
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stderr, "100 %%  done in %s\n", time.Since(begun).Round(100*time.Millisecond))
		return nil
	})
}

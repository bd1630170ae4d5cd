package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"vigie/live"
	"vigie/queries/indicator"
	"vigie/queries/period"
	"vigie/warehouse"
)

type sourcesCommand struct {
	Source string `arg:"" optional:"" help:"One of them alone, by its address." placeholder:"URI"`
	Window string `help:"Of which events: 2026, 2026-Q3, 2026-09 or 2026-01-01..2026-07-01 (default: those of the last 12 months)." placeholder:"WINDOW"`
}

// Run prints, of each source, the indicators that it feeds, estimates and can't feed, with what its events would have to carry.
func (c *sourcesCommand) Run(ctx context.Context, s *session) error {
	today := s.now().UTC().Truncate(24 * time.Hour)
	window := period.Window{From: period.MonthsBefore(today, 12), To: today.AddDate(0, 0, 1)}
	if c.Window != "" {
		var err error
		if window, err = parseWindow(c.Window); err != nil {
			return usagef("--window %w", err)
		}
	}
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		runner, err := s.runner(w)
		if err != nil {
			return err
		}
		if err := runner.Refresh(ctx); err != nil {
			return err
		}
		reader := live.New(live.Options{Warehouse: w, Now: s.now, Facts: func(ctx context.Context) (time.Time, error) {
			_, at, err := runner.Version(ctx)
			return at, err
		}})
		sources, err := reader.Sources(ctx, window)
		if err != nil {
			return err
		}
		return c.write(s.stdout, sources, runner.Catalogue())
	})
}

func (c *sourcesCommand) write(out io.Writer, sources []live.Source, catalogue *indicator.Catalogue) error {
	var b strings.Builder
	var names []string
	for _, source := range sources {
		names = append(names, source.Name)
		if c.Source != "" && c.Source != source.Name {
			continue
		}
		fmt.Fprintf(&b, "%s\n", source.Name)
		for _, f := range catalogue.Feeds(source.Carries) {
			fmt.Fprintf(&b, "  %s", f.Feed)
			if len(f.Lacks) > 0 {
				fmt.Fprintf(&b, " (lacks %s)", strings.Join(f.Lacks, ", "))
			}
			fmt.Fprintf(&b, ": %s\n", ids(f.Indicators))
		}
	}
	if b.Len() == 0 && c.Source != "" {
		return usagef("%s sent no events in that window; those that did: %s", c.Source, strings.Join(names, ", "))
	}
	if b.Len() == 0 {
		b.WriteString("no source sent events in that window\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func ids(of []indicator.Indicator) string {
	all := make([]string, len(of))
	for i, one := range of {
		all[i] = one.ID
	}
	return strings.Join(all, ", ")
}

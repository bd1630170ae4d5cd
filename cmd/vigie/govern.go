package main

import (
	"context"
	"fmt"
	"io"

	"vigie/governance"
	"vigie/network"
	"vigie/network/records"
	"vigie/queries"
	"vigie/warehouse"
)

type importPlan struct {
	Paris  bool   `help:"The plan of Paris of 2017, and the bodies that it names."`
	File   string `arg:"" optional:"" help:"A YAML file: axes, actions, measures."`
	DryRun bool   `help:"Only report what the file would change, and what is wrong with it."`
}

// Run imports a plan.
func (c *importPlan) Run(ctx context.Context, s *session) error {
	if c.Paris == (c.File != "") {
		return usagef("name what to import: --paris or a YAML file")
	}
	if !c.Paris {
		return s.importRecords(ctx, "plan", recordFile{File: c.File, DryRun: c.DryRun})
	}
	return s.withWarehouse(ctx, func(w *warehouse.Warehouse) error {
		indicators, err := indicatorIDs()
		if err != nil {
			return err
		}
		governed := governance.New(governance.Options{Warehouse: w, Network: network.New(w, s.now), Indicators: indicators, Now: s.now})
		report, err := governed.ImportParis(ctx, c.DryRun)
		if err != nil {
			return err
		}
		return s.reportRecords("the plan of Paris", report, c.DryRun)
	})
}

type (
	importGovernance struct{ recordFile }
	importTargets    struct{ recordFile }
)

// Run imports what governs the network.
func (c *importGovernance) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "governance", c.recordFile)
}

// Run imports targets.
func (c *importTargets) Run(ctx context.Context, s *session) error {
	return s.importRecords(ctx, "targets", c.recordFile)
}

// file is a part of the governance that is imported and exported as one file.
type file struct {
	read  func(ctx context.Context, file io.Reader, dry bool) (network.Report, error)
	write func(ctx context.Context, w io.Writer) error
}

// Import imports a file.
func (f file) Import(ctx context.Context, from io.Reader, dry bool) (network.Report, error) {
	return f.read(ctx, from, dry)
}

// Export writes the file as it is known now. It holds its history: that of an earlier day would not be whole.
func (f file) Export(ctx context.Context, w io.Writer, day string) error {
	if day != records.Latest {
		return usagef("--as-of: plan, governance and targets are written as they are now, with their history: leave it out")
	}
	return f.write(ctx, w)
}

// indicatorIDs are those of the catalogue.
func indicatorIDs() ([]string, error) {
	catalogue, err := queries.Load()
	if err != nil {
		return nil, fmt.Errorf("read the indicators: %w", err)
	}
	var ids []string
	for _, i := range catalogue.All() {
		ids = append(ids, i.ID)
	}
	return ids, nil
}
